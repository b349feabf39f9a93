import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'

// Saved is what the bottom line says of the form in hand.
export interface Saved {
  state: 'none' | 'typing' | 'saving' | 'saved' | 'failed'
  at?: string // when it was saved
  words?: string // why saving failed
}

type Setter = (saved: Saved) => void
const SavedContext = createContext<{ saved: Saved; setSaved: Setter }>({ saved: { state: 'none' }, setSaved: () => {} })

// SavedProvider holds the saved state for the frame's bottom line.
export function SavedProvider({ children }: { children: ReactNode }) {
  const [saved, setSaved] = useState<Saved>({ state: 'none' })
  const value = useMemo(() => ({ saved, setSaved }), [saved])
  return <SavedContext value={value}>{children}</SavedContext>
}

export const useSaved = () => useContext(SavedContext)

// How long leaving waits for a save that does not end.
const patience = 4_000

// useSettled leaves the field in hand, which saves it, and resolves when nothing
// is being typed or saved any more.
export function useSettled(): () => Promise<void> {
  const { saved } = useSaved()
  const state = useRef(saved.state)
  useEffect(() => {
    state.current = saved.state
  }, [saved])
  return useCallback(async () => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    const until = Date.now() + patience
    do {
      await new Promise((again) => window.setTimeout(again, 40))
    } while ((state.current === 'typing' || state.current === 'saving') && Date.now() < until)
  }, [])
}
