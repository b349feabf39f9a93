import { useRef } from 'react'

// Marks is which rows of a table are marked, by their keys.
export interface Marks {
  keys: ReadonlySet<string>
  onChange: (keys: ReadonlySet<string>) => void
}

// useMarks marks rows one at a time, from the last one marked to another, or all
// that are found. keyAt names the row at a place.
export function useMarks(marks: Marks | undefined, count: number, keyAt: (index: number) => string) {
  const anchor = useRef(0)
  const all = () => Array.from({ length: count }, (_, i) => keyAt(i))
  return {
    toggle(index: number) {
      if (!marks) return
      const next = new Set(marks.keys)
      const key = keyAt(index)
      if (!next.delete(key)) next.add(key)
      anchor.current = index
      marks.onChange(next)
    },
    upTo(index: number) {
      if (!marks) return
      const next = new Set(marks.keys)
      const from = Math.min(anchor.current, index)
      for (let i = from; i <= Math.max(anchor.current, index); i++) next.add(keyAt(i))
      marks.onChange(next)
    },
    from(index: number) {
      anchor.current = index
    },
    all() {
      marks?.onChange(new Set([...marks.keys, ...all()]))
    },
    none() {
      const next = new Set(marks?.keys)
      for (const key of all()) next.delete(key)
      marks?.onChange(next)
    },
  }
}

export type Marking = ReturnType<typeof useMarks>
