import { useKey } from '../ui'

// What the frame can do by keyboard; the F1 page shows the same list.
export const frameKeys: [keys: string, words: string][] = [
  ['F1', 'Show these keys'],
  ['F2', 'Log a new call, from anywhere'],
  ['Ctrl K', 'Go to a screen or a vacancy'],
  ['Alt N', 'Key a paper application, on a vacancy'],
  ['Ctrl L', 'Lock: sign out and clear the screen'],
  ['Ctrl Q', 'Close Civic Desk'],
  ['Ctrl Enter', 'Save the form in hand and open the next one'],
  ['Alt 1 … Alt 6', 'Open a part of the left rail'],
  ['Enter or Tab', 'Go to the next field of a form'],
  ['1 … 9', 'Mark an answer, on a question'],
  ['↑ ↓', 'Move between the rows of a table'],
  ['Esc', 'Close a dialog'],
]

interface Acts {
  help: () => void
  call: () => void
  find: () => void
  lock: () => void
}

export function useFrameKeys({ help, call, find, lock }: Acts, mayCall: boolean): void {
  useKey('F1', help)
  useKey('F2', call, mayCall)
  useKey('Ctrl+K', find)
  useKey('Ctrl+L', lock)
}
