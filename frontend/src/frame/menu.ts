import type { desktop } from '../bridge'
import { keys, placeKeys } from './keys'
import { railFor } from './rail'

type Item = desktop.MenuItemView

// An item's id says what it does: "keys:F2" presses keys, "go:#/today" opens a
// screen, "edit:copy" edits, "do:sync" is done by the frame.
const line = (id: string, label: string, shown = '', on = true): Item => ({ id, label, keys: shown, off: !on })
const pressing = (shown: string, label: string, on = true): Item => line(`keys:${shown}`, label, shown, on)
const rule: Item = { id: '', label: '', keys: '', off: true }

// menusFor is what is in the window's menu: of use is what the person may do and
// what the screen takes. Locked, only the window itself is.
export function menusFor(session: desktop.SessionView | null, route: string[], mac: boolean): desktop.MenuView[] {
  const open = session?.state === 'signed-in'
  const rights = open ? session.rights : []
  const may = (right: string) => rights.includes(right)
  const [first = 'today', second] = route
  const form = open && (first === 'call' || ((first === 'paper' || first === 'second') && second !== undefined))
  const places = open ? railFor(rights) : []
  return [
    {
      label: 'File',
      items: [
        line('do:sync', 'Sync now', '', open),
        line('go:#/account', 'Your account', '', open),
        rule,
        pressing(keys.lock, 'Lock', open),
        ...(mac ? [] : [pressing(keys.close, 'Close Civic Desk')]), // there it is in the program's own menu
      ],
    },
    {
      label: 'Edit',
      items: [
        line('edit:undo', 'Undo', 'Ctrl+Z'),
        line('edit:redo', 'Redo', 'Ctrl+Shift+Z'),
        rule,
        line('edit:cut', 'Cut', 'Ctrl+X'),
        line('edit:copy', 'Copy', 'Ctrl+C'),
        line('edit:paste', 'Paste', 'Ctrl+V'),
        line('edit:all', 'Select all', 'Ctrl+A'),
      ],
    },
    {
      label: 'Go',
      items: [
        pressing(keys.find, 'Find…', open),
        rule,
        ...places.map((p, i) => line(`go:${p.link}`, p.label, placeKeys(i))),
        ...(open ? [rule] : []),
        line('do:link', 'Copy a link to this screen', '', open),
      ],
    },
    {
      label: 'Record',
      items: [
        pressing(keys.call, 'New call', may('inquiry.log')),
        pressing(keys.paper, 'Key a paper application', may('application.key') && first === 'hiring' && second !== undefined),
        rule,
        pressing(keys.next, 'Save and open the next one', form),
        pressing(keys.review, 'Review before it is sent', form && first === 'paper'),
      ],
    },
    {
      label: 'Help',
      items: [pressing(keys.help, 'Keys', open), line('go:#/account', 'Where your work is kept', '', open)],
    },
  ]
}
