// Command is what a key asks of the scan beside the form.
export type Command =
  | 'larger'
  | 'smaller'
  | 'width'
  | 'page'
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'right'
  | 'left'
  | 'up'
  | 'down'
  | 'east'
  | 'west'
  | 'next-file'
  | 'previous-file'

// scanKeys are the viewer's keys for the list of keys. All work while the focus
// stays in the form.
export const scanKeys: { keys: string; words: string }[] = [
  { keys: 'Alt+Page Down', words: 'Go to the next page; Page Up goes back' },
  { keys: 'Alt+Home', words: 'Go to the first page; End goes to the last' },
  { keys: 'Alt+Shift+↓', words: 'Move the page in its pane; so do ↑ ← →' },
  { keys: 'Ctrl+−', words: 'Show it smaller; Ctrl and + larger' },
  { keys: 'Ctrl+0', words: 'Fit the width of the pane; Ctrl 9 fits a page' },
  { keys: 'Alt+R', words: 'Turn to the right; with Shift to the left' },
  { keys: 'Alt+Shift+Page Down', words: 'Show the next file; Page Up the one before' },
  { keys: 'F6', words: 'Go to the divider and back; ← → move it' },
]

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const withCtrl: Record<string, Command> = { '+': 'larger', '=': 'larger', '-': 'smaller', _: 'smaller', '0': 'width', '9': 'page' }
const ctrlCodes: Record<string, Command> = {
  NumpadAdd: 'larger',
  NumpadSubtract: 'smaller',
  Numpad0: 'width',
  Digit0: 'width',
  Digit9: 'page',
}
const withAlt: Record<string, Command> = { PageDown: 'next', PageUp: 'previous', Home: 'first', End: 'last' }
const withAltShift: Record<string, Command> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'west',
  ArrowRight: 'east',
  PageDown: 'next-file',
  PageUp: 'previous-file',
}

// commandOf reads a key; undefined when it is none of the viewer's. Letters go by
// their place on the keyboard, since Option changes what a Mac types.
export function commandOf(e: Pressed): Command | undefined {
  const ctrl = e.ctrlKey || e.metaKey
  if (ctrl === e.altKey) return undefined
  if (ctrl) return withCtrl[e.key] ?? ctrlCodes[e.code]
  if (e.code === 'KeyR' || e.key.toLowerCase() === 'r') return e.shiftKey ? 'left' : 'right'
  return e.shiftKey ? withAltShift[e.key] : withAlt[e.key]
}
