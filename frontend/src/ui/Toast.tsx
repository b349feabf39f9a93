import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'

interface Toast {
  id: number
  words: string
  bad: boolean
}

type Say = (words: string, bad?: boolean) => void

const ToastContext = createContext<Say>(() => {})

// useToast says a short thing that does not need an answer.
export const useToast = () => useContext(ToastContext)

// Toasts keeps the last few messages in a corner; each stays ten seconds or until
// it is closed, and a screen reader hears it once.
export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const last = useRef(0)
  const drop = useCallback((id: number) => setToasts((all) => all.filter((t) => t.id !== id)), [])
  const say = useCallback<Say>(
    (words, bad = false) => {
      const id = ++last.current
      setToasts((all) => [...all.slice(-2), { id, words, bad }])
      window.setTimeout(drop, bad ? 20_000 : 10_000, id)
    },
    [drop],
  )
  const shown = useMemo(
    () => (
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((t) => (
          <div key={t.id} className={`toast appear ${t.bad ? 'toast--bad' : ''}`}>
            <span className="toast__glyph" aria-hidden="true">
              {t.bad ? '✕' : '✓'}
            </span>
            <span>{t.words}</span>
            <button type="button" onClick={() => drop(t.id)} aria-label="Close this message">
              ✕
            </button>
          </div>
        ))}
      </div>
    ),
    [toasts, drop],
  )
  return (
    <ToastContext value={say}>
      {children}
      {shown}
    </ToastContext>
  )
}
