import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react'
import type { Marking } from './useMarks'

interface Props {
  body: RefObject<HTMLElement | null>
  active: number
  count: number
  page: () => number // rows that are seen at once
  marking: Marking | null
  move: (index: number) => void // makes a row the active one and shows it
}

// The controls of a row that its keys lead to, in order.
export const controls = 'a[href], button, input, select'

// useTableKeys is the keyboard of a table. One row is a stop for Tab; the arrow
// keys, Home, End, Page Up and Page Down move between rows and take the control
// in hand along; Right and Left go into a row and back; Enter opens its link;
// Space marks it.
export function useTableKeys({ body, active, count, page, marking, move }: Props) {
  const pending = useRef<{ index: number; control: number } | null>(null)
  const rowAt = (index: number) => body.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)

  useLayoutEffect(() => {
    const to = pending.current
    const row = to && rowAt(to.index)
    if (!row) return
    pending.current = null
    const control = row.querySelectorAll<HTMLElement>(controls)[to.control]
    ;(control ?? row).focus()
  })

  return (e: KeyboardEvent<HTMLElement>) => {
    const at = e.target as HTMLElement
    const row = at.closest<HTMLElement>('[data-index]')
    if (!row || e.altKey || isTyped(at)) return
    const inRow = [...row.querySelectorAll<HTMLElement>(controls)]
    const control = inRow.indexOf(at)
    const ctrl = e.ctrlKey || e.metaKey
    const to = target(e.key, active, count, page())

    if (to !== null && !ctrl) {
      e.preventDefault()
      const index = Math.max(0, Math.min(count - 1, to))
      pending.current = { index, control }
      if (e.shiftKey) marking?.upTo(index)
      else marking?.from(index)
      move(index)
    } else if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
      e.preventDefault()
      const next = control + (e.key === 'ArrowRight' ? 1 : -1)
      ;(next < 0 ? row : inRow[Math.min(next, inRow.length - 1)])?.focus()
    } else if (marking && ctrl && e.key.toLowerCase() === 'a') {
      e.preventDefault()
      marking.all()
    } else if (at === row && e.key === ' ') {
      e.preventDefault()
      marking?.toggle(active)
    } else if (at === row && e.key === 'Enter') {
      inRow.find((el) => el.tagName === 'A' || el.tagName === 'BUTTON')?.click()
    }
  }
}

function target(key: string, active: number, count: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return active + 1
    case 'ArrowUp':
      return active - 1
    case 'PageDown':
      return active + page
    case 'PageUp':
      return active - page
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

function isTyped(el: HTMLElement): boolean {
  return el instanceof HTMLSelectElement || (el instanceof HTMLInputElement && el.type !== 'checkbox')
}
