import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { useBridge } from '../bridge'
import { Dialog, useKey } from '../ui'
import { keys } from './keys'
import { useSettled, useUnsavedNow } from './saved'

// Keys that were pressed before the window spoke may reach the page after it: they
// are waited for, as long as they come without a pause.
const pause = 250
const most = 800

async function still(): Promise<void> {
  let last = performance.now()
  const until = last + most
  const heard = () => {
    last = performance.now()
  }
  window.addEventListener('keydown', heard, true)
  while (performance.now() < Math.min(last + pause, until)) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    await new Promise((again) => window.setTimeout(again, 20))
  }
  window.removeEventListener('keydown', heard, true)
}

type How = 'close' | 'lock'
type Leave = (how: How, act: () => void) => void

const LeaveContext = createContext<Leave>(() => {})

// useLeave leaves by way of act once what is in hand is saved. When something
// cannot be, it asks once.
export const useLeave = () => useContext(LeaveContext)

interface Asking {
  how: How
  lost: string[]
  act: () => void
  from: Element | null // what was in hand
}

// Leaving lets nobody close the window or lock while something would be lost
// without a word.
export function Leaving({ children }: { children: ReactNode }) {
  const bridge = useBridge()
  const settled = useSettled()
  const unsaved = useUnsavedNow()
  const [asking, setAsking] = useState<Asking | null>(null)
  const busy = useRef(false)

  const leave = useCallback<Leave>(
    (how, act) => {
      if (busy.current) return
      busy.current = true
      const from = document.activeElement
      void settled().then(() => {
        const lost = unsaved()
        if (lost.length > 0) return setAsking({ how, lost, act, from })
        busy.current = false
        act()
      })
    },
    [settled, unsaved],
  )
  const close = useCallback(() => leave('close', () => void bridge.window.leave()), [bridge, leave])

  useKey(keys.close, close)
  useEffect(() => {
    const closing = () => {
      void bridge.window.heard() // from here on the page decides
      void still().then(close)
    }
    const settle = () =>
      void still()
        .then(settled)
        .then(() => bridge.window.settled())
    window.addEventListener('closing', closing)
    window.addEventListener('settle', settle)
    return () => {
      window.removeEventListener('closing', closing)
      window.removeEventListener('settle', settle)
    }
  }, [bridge, close, settled])

  const decide = (go: boolean) => {
    busy.current = false
    setAsking(null)
    if (go) asking?.act()
    else if (asking?.from instanceof HTMLElement) window.setTimeout((from: HTMLElement) => from.focus(), 0, asking.from)
  }
  return (
    <LeaveContext value={leave}>
      {children}
      {asking && <Ask asking={asking} onDecide={decide} />}
    </LeaveContext>
  )
}

function Ask({ asking: { how, lost }, onDecide }: { asking: Asking; onDecide: (go: boolean) => void }) {
  const closing = how === 'close'
  return (
    <Dialog heading={closing ? 'Close Civic Desk?' : 'Lock Civic Desk?'} dismiss="Go back" onClose={() => onDecide(false)}>
      <p>This is not saved and would be lost:</p>
      <ul className="lost">
        {lost.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <p className="quiet">Everything that Civic Desk called saved or kept is on this computer, also what is not sent yet.</p>
      <div className="row">
        <button type="button" className="usa-button" onClick={() => onDecide(false)}>
          Stay here
        </button>
        <button type="button" className="usa-button usa-button--outline" onClick={() => onDecide(true)}>
          {closing ? 'Close and lose it' : 'Lock and lose it'}
        </button>
      </div>
    </Dialog>
  )
}
