import { type KeyboardEvent, useEffect, useRef } from 'react'

// useKey calls act when the key is pressed anywhere: "F2", "Ctrl+Enter",
// "Ctrl+L". On a Mac the Command key counts as Ctrl.
export function useKey(keys: string, act: () => void, on = true): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    if (!on) return
    const heard = (e: globalThis.KeyboardEvent) => {
      if (!matches(e, keys)) return
      e.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', heard)
    return () => window.removeEventListener('keydown', heard)
  }, [keys, on])
}

export function matches(e: globalThis.KeyboardEvent, keys: string): boolean {
  const want = keys.split('+')
  const key = want.at(-1) ?? ''
  return (
    e.key.toLowerCase() === key.toLowerCase() &&
    (e.ctrlKey || e.metaKey) === want.includes('Ctrl') &&
    e.altKey === want.includes('Alt') &&
    e.shiftKey === want.includes('Shift')
  )
}

const stops = 'input:not([disabled]), select:not([disabled]), textarea:not([disabled]), button[data-stop]'

// enterMovesOn makes Enter go to the next field, as keyers of paper expect. A
// text area keeps its Enter; buttons keep theirs.
export function enterMovesOn(e: KeyboardEvent<HTMLElement>): void {
  if (e.key !== 'Enter' || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return
  const at = e.target as HTMLElement
  if (at instanceof HTMLTextAreaElement || at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement) return
  e.preventDefault()
  const group = at instanceof HTMLInputElement && (at.type === 'radio' || at.type === 'checkbox') ? at.closest('fieldset') : null
  const all = [...e.currentTarget.querySelectorAll<HTMLElement>(stops)].filter((el) => el === at || !group?.contains(el))
  const next = all.slice(all.indexOf(at) + 1).find(reachable)
  next?.focus()
  if (next instanceof HTMLInputElement && next.type !== 'radio' && next.type !== 'checkbox') next.select()
}

// What the Tab key passes by is no stop; of a group of radio buttons only the
// marked one, or the first, is.
function reachable(el: HTMLElement): boolean {
  if (el.tabIndex < 0) return false
  if (!(el instanceof HTMLInputElement) || el.type !== 'radio') return true
  const group = el.closest('fieldset')
  const marked = group?.querySelector('input:checked')
  return marked ? marked === el : group?.querySelector('input') === el
}
