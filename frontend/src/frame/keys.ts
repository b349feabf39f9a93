import { scanKeys } from '../scan/keys'
import { useKey } from '../ui'

// Shortcut is one thing that the keyboard does.
export interface Shortcut {
  keys: string
  words: string
}

// keys are the shortcuts that stand in the window's menu too: each is written
// here and nowhere else.
export const keys = {
  help: 'F1',
  call: 'F2',
  find: 'Ctrl+K',
  lock: 'Ctrl+L',
  close: 'Ctrl+Q',
  paper: 'Alt+N',
  next: 'Ctrl+Enter',
  review: 'Ctrl+Shift+Enter',
} as const

// placeKeys opens a part of the left rail, counted from 0.
export const placeKeys = (i: number): string => `Alt+${i + 1}`

// shortcuts is every key of Civic Desk by where it works. The map of keys (F1) and
// the palette show them from here.
export const shortcuts: { where: string; keys: Shortcut[] }[] = [
  {
    where: 'Anywhere',
    keys: [
      { keys: keys.help, words: 'Show these keys' },
      { keys: keys.call, words: 'Log a new call' },
      { keys: keys.find, words: 'Find a screen, a command, a person, a vacancy, an inquiry or an article' },
      { keys: placeKeys(0), words: 'Open the first part of the left rail; 2 to 9 for the others' },
      { keys: keys.lock, words: 'Lock: sign out and clear the screen' },
      { keys: keys.close, words: 'Close Civic Desk' },
      { keys: 'Esc', words: 'Close a dialog' },
    ],
  },
  {
    where: 'On a vacancy',
    keys: [{ keys: keys.paper, words: 'Key a paper application' }],
  },
  {
    where: 'In a form',
    keys: [
      { keys: 'Enter', words: 'Go to the next field; Tab does the same' },
      { keys: keys.next, words: 'Save and open the next one' },
      { keys: keys.review, words: 'Review a paper application before it is sent' },
      { keys: '1', words: 'Mark the first answer of a question; 2 to 9 for the others' },
    ],
  },
  {
    where: 'In a table',
    keys: [
      { keys: '↑+↓', words: 'Go to the row above or below' },
      { keys: 'Page Up+Page Down', words: 'Go up or down by a screen' },
      { keys: 'Home+End', words: 'Go to the first or the last row' },
      { keys: '→+←', words: 'Go into a row and back' },
      { keys: 'Enter', words: 'Open the row' },
      { keys: 'Space', words: 'Select the row' },
      { keys: 'Shift+↓', words: 'Select the rows that you pass' },
      { keys: 'Ctrl+A', words: 'Select all rows found' },
    ],
  },
  {
    where: 'In tabs',
    keys: [{ keys: '←+→', words: 'Go to the tab before or after' }],
  },
  { where: 'Beside a scan', keys: scanKeys },
]

interface Acts {
  help: () => void
  call: () => void
  find: () => void
  lock: () => void
}

// useFrameKeys listens for the keys that work anywhere.
export function useFrameKeys({ help, call, find, lock }: Acts, mayCall: boolean): void {
  useKey(keys.help, help)
  useKey(keys.call, call, mayCall)
  useKey(keys.find, find)
  useKey(keys.lock, lock)
}
