import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../App'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { session } from '../bridge/fakeData'

const inside = { state: async () => ({ ...session, state: 'signed-in' }) }

// What the window says to the page.
const says = (what: string, detail?: string) => act(() => void window.dispatchEvent(new CustomEvent(what, { detail })))

function open(parts: Parameters<typeof fakeBridge>[0] = {}) {
  const window = { leave: vi.fn(async () => true), heard: vi.fn(async () => true), settled: vi.fn(async () => true) }
  const bridge = fakeBridge({ session: inside, ...parts, window: { ...window, ...parts.window } })
  const view = render(<App bridge={bridge} ready={() => {}} />)
  return { user: userEvent.setup({ delay: null }), window, bridge, view }
}

async function note(user: ReturnType<typeof userEvent.setup>, text: string) {
  window.location.hash = '#/inquiry/i1'
  const field = await screen.findByLabelText('Note')
  await user.type(field, text)
  return field
}

beforeEach(() => {
  window.location.hash = ''
})

describe('closing the window', () => {
  it('closes at once when nothing is in hand, and says first that it has heard', async () => {
    const { window } = open()
    await screen.findByRole('heading', { name: 'Today' })
    says('closing')
    await waitFor(() => expect(window.leave).toHaveBeenCalledOnce())
    expect(window.heard).toHaveBeenCalledBefore(window.leave)
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('keeps what was typed last before it closes', async () => {
    const keep = vi.fn(async () => true)
    const { user, window } = open({ window: { keep } })
    await note(user, 'Called back')
    await user.keyboard('{Control>}q{/Control}')
    await waitFor(() => expect(window.leave).toHaveBeenCalledOnce())
    expect(keep).toHaveBeenLastCalledWith('i1/work', '"Called back"')
    expect(keep).toHaveBeenCalledBefore(window.leave)
  })

  it('asks once, with what would be lost and why, when something cannot be kept', async () => {
    const keep = vi.fn(async () => {
      throw new Fault('full', 'The disk is full, so this was not saved.')
    })
    const { user, window } = open({ window: { keep } })
    const field = await note(user, 'Called back')
    says('closing')
    says('closing')
    const dialog = await screen.findByRole('dialog', { name: 'Close Civic Desk?' })
    expect(dialog).toHaveTextContent('The disk is full')
    expect(screen.getByRole('button', { name: 'Stay here' })).toHaveFocus()
    await user.click(screen.getByRole('button', { name: 'Stay here' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(field).toHaveValue('Called back')
    await waitFor(() => expect(field).toHaveFocus())
    expect(window.leave).not.toHaveBeenCalled()
    says('closing')
    await user.click(await screen.findByRole('button', { name: 'Close and lose it' }))
    expect(window.leave).toHaveBeenCalledOnce()
  })

  it('asks before it locks over something that cannot be kept', async () => {
    const keep = vi.fn(async () => {
      throw new Fault('full', 'The disk is full, so this was not saved.')
    })
    const { user } = open({ window: { keep } })
    await note(user, 'x')
    await user.keyboard('{Control>}l{/Control}')
    await user.click(await screen.findByRole('button', { name: 'Lock and lose it' }))
    expect(await screen.findByRole('button', { name: 'I agree' })).toBeInTheDocument()
  })

  it('closes where Civic Desk cannot open', async () => {
    const { window } = open({
      session: {
        state: async () => {
          throw new Fault('in use', 'Civic Desk is open already on this computer.')
        },
      },
    })
    await screen.findByText(/open already/)
    says('closing')
    await waitFor(() => expect(window.leave).toHaveBeenCalledOnce())
  })

  it('keeps what is in hand before the computer sleeps', async () => {
    const keep = vi.fn(async () => true)
    const { user, window } = open({ window: { keep } })
    await note(user, 'half a word')
    says('settle')
    await waitFor(() => expect(window.settled).toHaveBeenCalledOnce())
    expect(keep).toHaveBeenLastCalledWith('i1/work', '"half a word"')
  })
})

describe('what is typed and not saved', () => {
  it('is there again after the screen was left, and forgotten once it is saved', async () => {
    const kept = new Map<string, string>()
    const parts = {
      window: {
        keep: async (name: string, text: string) => {
          if (text) kept.set(name, text)
          else kept.delete(name)
          return true
        },
        kept: async (name: string) => kept.get(name) ?? '',
      },
    }
    const { user, view } = open(parts)
    await note(user, 'Called back')
    expect(await screen.findByText(/kept on this computer until you save it/)).toBeInTheDocument()
    view.unmount() // as a kill does, after what was kept
    window.location.hash = ''

    const again = open(parts)
    window.location.hash = '#/inquiry/i1'
    await waitFor(async () => expect(await screen.findByLabelText('Note')).toHaveValue('Called back'))
    await again.user.click(screen.getByRole('button', { name: 'Save the note' }))
    await waitFor(() => expect(kept.size).toBe(0))
    expect(screen.getByLabelText('Note')).toHaveValue('')
  })

  it('goes on being typed while the old text is still fetched', async () => {
    let answer = (_text: string) => {}
    const { user } = open({ window: { kept: () => new Promise<string>((done) => (answer = done)) } })
    const field = await note(user, 'new')
    await act(async () => answer('"old"'))
    expect(field).toHaveValue('new')
  })
})
