import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from 'react'

// Saved is what the bottom line says of the form in hand.
export interface Saved {
  state: 'none' | 'typing' | 'saving' | 'saved' | 'kept' | 'failed'
  at?: string // when it was saved
  words?: string // why saving failed
}

// How long leaving waits for a save that does not end.
const patience = 4_000

interface Teller {
  setSaved: (saved: Saved) => void
  settled: () => Promise<void>
  onSettle: (save: () => Promise<void>) => () => void
  setUnsaved: (id: string, what: string) => void
  unsaved: () => string[]
}

const SavedContext = createContext<Saved>({ state: 'none' })
// What does not change while a person types, so that whoever uses it is not drawn
// anew with every key.
const TellerContext = createContext<Teller>({
  setSaved: () => {},
  settled: async () => {},
  onSettle: () => () => {},
  setUnsaved: () => {},
  unsaved: () => [],
})

function teller(show: (saved: Saved) => void): Teller {
  let now: Saved = { state: 'none' }
  const saves = new Set<() => Promise<void>>()
  const others = new Map<string, string>()
  const busy = () => now.state === 'typing' || now.state === 'saving'
  return {
    setSaved(next) {
      if (next.state === 'typing' && now.state === 'typing') return
      now = next
      show(next)
    },
    async settled() {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      for (const save of saves) void save()
      const until = Date.now() + patience
      do {
        await new Promise((again) => window.setTimeout(again, 40))
      } while (busy() && Date.now() < until)
    },
    onSettle(save) {
      saves.add(save)
      return () => saves.delete(save)
    },
    setUnsaved(id, what) {
      if (what) others.set(id, what)
      else others.delete(id)
    },
    unsaved() {
      const all = [...others.values()]
      if (now.state === 'failed') all.unshift(`The form in hand could not be saved: ${now.words ?? ''}`)
      if (busy()) all.unshift('The form in hand is still being saved.')
      return all
    },
  }
}

// SavedProvider holds the saved state for the frame's bottom line.
export function SavedProvider({ children }: { children: ReactNode }) {
  const [saved, setSaved] = useState<Saved>({ state: 'none' })
  const [tell] = useState(() => teller(setSaved))
  return (
    <TellerContext value={tell}>
      <SavedContext value={saved}>{children}</SavedContext>
    </TellerContext>
  )
}

// useSaved is what the bottom line says now.
export const useSaved = () => useContext(SavedContext)

// useSetSaved tells the bottom line of the form in hand.
export const useSetSaved = () => useContext(TellerContext).setSaved

// useSettled leaves the field in hand, which saves it, and resolves when nothing
// is being typed or saved any more.
export const useSettled = () => useContext(TellerContext).settled

// useOnSettle has save called when somebody leaves: what would be saved in a while
// is saved now.
export function useOnSettle(save: () => Promise<void>): void {
  const { onSettle } = useContext(TellerContext)
  const latest = useRef(save)
  useEffect(() => {
    latest.current = save
  })
  useEffect(() => onSettle(() => latest.current()), [onSettle])
}

// useUnsaved names something in hand that leaving would lose, in a sentence; ""
// when there is nothing.
export function useUnsaved(what: string): void {
  const { setUnsaved } = useContext(TellerContext)
  const id = useId()
  useEffect(() => {
    setUnsaved(id, what)
    return () => setUnsaved(id, '')
  }, [setUnsaved, id, what])
}

// useUnsavedNow is what leaving would lose at this moment.
export const useUnsavedNow = () => useContext(TellerContext).unsaved
