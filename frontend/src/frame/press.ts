// The window's menu presses keys for the page: what a shortcut does stands once, at
// the screen that does it. Where the system itself listens to the menu's shortcuts
// (macOS), one press may come both ways; it counts once.

const together = 400 // ms between the two ways of one press

const ours = new WeakSet<Event>()
const never = { keys: '', at: Number.NEGATIVE_INFINITY }
let typed = never
let chosen = never

const same = (last: typeof never, keys: string) => last.keys === keys && performance.now() - last.at < together

// press does what the keys do: "F2", "Ctrl+Enter".
export function press(keys: string): void {
  if (same(typed, keys)) return
  chosen = { keys, at: performance.now() }
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const event = new KeyboardEvent('keydown', {
    key: key.length === 1 ? key.toLowerCase() : key,
    code: /^\d$/.test(key) ? `Digit${key}` : '',
    ctrlKey: parts.includes('Ctrl'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift'),
    bubbles: true,
    cancelable: true,
  })
  ours.add(event)
  ;(document.activeElement ?? document.body).dispatchEvent(event)
}

// keysOfPress is a key as shortcuts are written.
function keysOfPress(e: KeyboardEvent): string {
  const key = e.altKey && /^Digit\d$/.test(e.code) ? e.code.slice(5) : e.key
  return [(e.ctrlKey || e.metaKey) && 'Ctrl', e.altKey && 'Alt', e.shiftKey && 'Shift', key.length === 1 ? key.toUpperCase() : key].filter(Boolean).join('+')
}

// heedTyped keeps keys that were typed from counting once more as menu presses, and
// the other way round. The answer ends it.
export function heedTyped(): () => void {
  const heard = (e: KeyboardEvent) => {
    if (ours.has(e)) return
    const keys = keysOfPress(e)
    if (same(chosen, keys)) {
      e.preventDefault()
      e.stopImmediatePropagation()
      return
    }
    typed = { keys, at: performance.now() }
  }
  window.addEventListener('keydown', heard, true)
  return () => window.removeEventListener('keydown', heard, true)
}
