import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../App'
import type { desktop } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { session } from '../bridge/fakeData'
import { addressIn, linkTo } from '../router'
import { edit } from './edit'
import { keys, shortcuts } from './keys'
import { menusFor } from './menu'
import { railFor } from './rail'

const inside = { ...session, state: 'signed-in' }
const itemsOf = (menus: desktop.MenuView[]) => menus.flatMap((m) => m.items).filter((i) => i.label)
const of = (menus: desktop.MenuView[], label: string) => itemsOf(menus).find((i) => i.label === label)
const says = (id: string) => act(() => void window.dispatchEvent(new CustomEvent('menu', { detail: id })))

beforeEach(() => {
  window.location.hash = ''
})

describe('the menu', () => {
  it('has its menus in their order', () => {
    expect(menusFor(inside, [], false).map((m) => m.label)).toEqual(['File', 'Edit', 'Go', 'Record', 'Help'])
  })

  it('shows no key that the map of keys does not', () => {
    const map = shortcuts.flatMap((s) => s.keys.map((k) => k.keys))
    const shown = itemsOf(menusFor(inside, ['hiring', 'v1'], false)).filter((i) => i.keys && !i.id.startsWith('edit:'))
    const rail = railFor(inside.rights).map((_, i) => `Alt+${i + 1}`)
    for (const i of shown) expect([...map, ...rail]).toContain(i.keys)
    for (const k of Object.values(keys)) expect(shown.map((i) => i.keys)).toContain(k)
  })

  it('has the parts of the rail that the person may see', () => {
    const agent = { ...inside, rights: ['inquiry.read', 'inquiry.log'] }
    const go = menusFor(agent, [], false).find((m) => m.label === 'Go')
    expect(go?.items.filter((i) => i.keys.startsWith('Alt')).map((i) => `${i.keys} ${i.label}`)).toEqual(['Alt+1 Today', 'Alt+2 Inquiries', 'Alt+3 Sync'])
    expect(of(menusFor(agent, ['hiring', 'v1'], false), 'Key a paper application')?.off).toBe(true)
  })

  it('offers, while locked, only what the window itself does', () => {
    for (const locked of [null, session, { ...session, state: 'first-run' }]) {
      const on = itemsOf(menusFor(locked, ['paper', 'p1'], false)).filter((i) => !i.off)
      expect(on.map((i) => i.label)).toEqual(['Close Civic Desk', 'Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select all'])
    }
  })

  it('offers what the screen takes', () => {
    const at = (...route: string[]) =>
      itemsOf(menusFor(inside, route, false))
        .filter((i) => !i.off && i.id.startsWith('keys:'))
        .map((i) => i.keys)
    expect(at('hiring', 'v1')).toContain(keys.paper)
    expect(at('hiring')).not.toContain(keys.paper)
    expect(at('paper', 'p1')).toEqual(expect.arrayContaining([keys.next, keys.review]))
    expect(at('call')).toContain(keys.next)
    expect(at('call')).not.toContain(keys.review)
    expect(at('today')).not.toContain(keys.next)
  })

  it('leaves closing to the program’s own menu on a Mac', () => {
    expect(of(menusFor(inside, [], true), 'Close Civic Desk')).toBeUndefined()
  })
})

describe('a line of the menu', () => {
  const open = () => {
    const showMenu = vi.fn(async (_menus: desktop.MenuView[]) => true)
    const copy = vi.fn(async () => true)
    render(<App bridge={fakeBridge({ session: { state: async () => inside }, window: { showMenu, copy } })} ready={() => {}} />)
    return { showMenu, copy }
  }

  it('does what its key does', async () => {
    open()
    await screen.findByRole('heading', { name: 'Today' })
    says(`keys:${keys.find}`)
    expect(await screen.findByRole('dialog', { name: 'Find' })).toBeInTheDocument()
    says(`keys:${keys.help}`)
    expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeInTheDocument()
  })

  it('opens a screen, and tells the window when something else is of use', async () => {
    const { showMenu } = open()
    await screen.findByRole('heading', { name: 'Today' })
    says('go:#/hiring/v1')
    await screen.findByRole('heading', { name: 'Industrial Hygienist' })
    await waitFor(() => expect(of(showMenu.mock.lastCall![0], 'Key a paper application')?.off).toBe(false))
    says(`keys:${keys.paper}`)
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/paper\/new\//))
  })

  it('counts once when key and menu tell of the same press, in either order', async () => {
    open()
    await screen.findByRole('heading', { name: 'Today' })
    const heard = vi.fn()
    window.addEventListener('keydown', heard)
    fireEvent.keyDown(document.body, { key: 'F2' }) // a Mac tells both ways, the key first
    says(`keys:${keys.call}`)
    expect(heard).toHaveBeenCalledTimes(1)
    says(`keys:${keys.help}`)
    fireEvent.keyDown(document.body, { key: 'F1' })
    expect(heard).toHaveBeenCalledTimes(2)
    fireEvent.keyDown(document.body, { key: 'F2' }) // a press of its own
    expect(heard).toHaveBeenCalledTimes(3)
    window.removeEventListener('keydown', heard)
  })

  it('copies a link that Find opens again', async () => {
    const { copy } = open()
    await screen.findByRole('heading', { name: 'Today' })
    says('go:#/hiring/v1')
    await screen.findByRole('heading', { name: 'Industrial Hygienist' })
    says('do:link')
    await waitFor(() => expect(copy).toHaveBeenCalledWith('civicdesk:#/hiring/v1'))
    expect(addressIn(` ${linkTo('#/hiring/v1')} `)).toBe('#/hiring/v1')
    for (const no of ['#/hiring', 'civicdesk:', 'civicdesk:#/x"onload', 'https://x#/hiring', 'civicdesk:#/a b']) expect(addressIn(no)).toBe('')
  })
})

describe('the Edit menu', () => {
  it('copies what is marked, never out of a password, and pastes where one types', async () => {
    document.body.innerHTML = '<input value="one two"><input type="password" value="secret">'
    const run = vi.fn((_name: string, _ui?: boolean, _text?: string) => true)
    document.execCommand = run
    const clipboard = { copy: vi.fn(async () => true), pasted: async () => 'pasted' }
    const [text, secret] = document.querySelectorAll('input')
    text!.focus()
    text!.setSelectionRange(0, 3)
    await edit('copy', clipboard)
    expect(clipboard.copy).toHaveBeenCalledExactlyOnceWith('one')
    await edit('cut', clipboard)
    expect(run).toHaveBeenLastCalledWith('delete', false, undefined)
    await edit('paste', clipboard)
    expect(run).toHaveBeenLastCalledWith('insertText', false, 'pasted')
    await edit('all', clipboard)
    expect([text!.selectionStart, text!.selectionEnd]).toEqual([0, 7])
    secret!.focus()
    secret!.select()
    await edit('copy', clipboard)
    expect(clipboard.copy).toHaveBeenCalledTimes(2)
    document.body.innerHTML = ''
  })
})
