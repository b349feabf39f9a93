import { screen } from '@testing-library/react'
import { type ReactNode, useState } from 'react'

// Held keeps a value for a piece that is given one, and writes it down.
export function Held<T>({ start, children }: { start: T; children: (value: T, change: (value: T) => void) => ReactNode }) {
  const [value, change] = useState(start)
  return (
    <>
      {children(value, change)}
      <output>{JSON.stringify(value)}</output>
    </>
  )
}

// held is what Held has written down.
export const held = () => JSON.parse(screen.getByRole('status').textContent ?? '')
