import { type ReactNode, useState } from 'react'

// State is one state of a piece under its name.
export function State({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="gallery__state" aria-label={name}>
      <h2>{name}</h2>
      {children}
    </section>
  )
}

// Held keeps a value for a piece that is given one.
export function Held<T>({ start, children }: { start: T; children: (value: T, change: (value: T) => void) => ReactNode }) {
  const [value, change] = useState(start)
  return <>{children(value, change)}</>
}
