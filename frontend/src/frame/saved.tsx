import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'

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
