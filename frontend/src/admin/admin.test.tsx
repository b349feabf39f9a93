import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { session } from '../bridge/fakeData'
import { show } from '../test/show'
import { Administration } from './Administration'

const open = (tab: string, bridge = fakeBridge()) => show(<Administration tab={tab} rights={session.rights} />, bridge)

describe('users', () => {
  it('says in sentences what each may do', async () => {
    open('users')
    expect(await screen.findByText('Agent of the inquiries of OFCCP: logs and answers inquiries')).toBeInTheDocument()
  })

  it('adds one and then shows the enrolment code', async () => {
    const bridge = fakeBridge()
    const add = vi.spyOn(bridge.admin, 'addUser')
    const user = open('users', bridge)
    await user.click(await screen.findByRole('button', { name: 'Add a user…' }))
    await user.type(screen.getByLabelText(/^Name/), 'Nell Wilde')
    await user.click(screen.getByRole('button', { name: 'Add the user' }))
    expect(await screen.findByText(/Enter a user name/)).toBeInTheDocument()
    expect(screen.getByLabelText(/^Name/)).toHaveValue('Nell Wilde')
    await user.type(screen.getByLabelText(/^User name/), 'nwilde')
    await user.selectOptions(screen.getByLabelText('Role'), 'agent')
    expect(screen.getByLabelText('Where')).toHaveValue('inquiries/ofccp')
    await user.click(screen.getByRole('button', { name: 'Add the user' }))
    expect(await screen.findByRole('dialog', { name: 'Enrolment code for Nell Wilde' })).toBeInTheDocument()
    expect(await screen.findByRole('img', { name: /QR code/ })).toBeInTheDocument()
    expect(add.mock.calls.at(-1)?.[0].grants).toEqual([{ role: 'agent', scope: 'inquiries/ofccp' }])
  })

  it('disables an account only when asked twice, and never the own', async () => {
    const bridge = fakeBridge()
    const change = vi.spyOn(bridge.admin, 'changeUser')
    const user = open('users', bridge)
    await user.click(await screen.findByRole('button', { name: 'Sam Ito' }))
    await user.click(await screen.findByRole('button', { name: 'Disable…' }))
    expect(change).not.toHaveBeenCalled()
    await user.click(screen.getByRole('button', { name: 'Disable the account' }))
    expect(await screen.findByText('The account of Sam Ito is disabled.')).toBeInTheDocument()
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: /^Close/ }))
    await user.click(screen.getByRole('button', { name: 'Rosa Delgado' }))
    await waitFor(() => expect(screen.getByRole('button', { name: 'Disable…' })).toBeDisabled())
  })

  it('unlocks an account', async () => {
    const user = open('users')
    await user.click(await screen.findByRole('button', { name: 'Unlock an account…' }))
    await user.type(screen.getByLabelText('Text on the locked computer'), 'K7QM{Enter}')
    expect(await screen.findByText('4K7Q-9M2X')).toBeInTheDocument()
  })

  it('says that all of it needs the server, and asks again', async () => {
    let there = false
    const real = fakeBridge()
    const bridge = fakeBridge({
      admin: {
        users: async () => {
          if (!there) throw new Fault('unavailable', 'This is done on the server, which cannot be reached now.')
          return real.admin.users()
        },
      },
    })
    const user = open('users', bridge)
    expect(await screen.findByText('The server cannot be reached')).toBeInTheDocument()
    there = true
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('Sam Ito')).toBeInTheDocument()
  })
})

describe('computers', () => {
  it('spells out what stolen does and asks for the name before it is done', async () => {
    const bridge = fakeBridge()
    const report = vi.spyOn(bridge.admin, 'report')
    const user = open('computers', bridge)
    await user.click(await screen.findByRole('button', { name: 'End the access of HQ-DESK-201, sito' }))
    const dialog = screen.getByRole('dialog')
    await user.click(within(dialog).getByRole('radio', { name: /Stolen/ }))
    expect(within(dialog).getByText(/removes all keys and data/)).toBeInTheDocument()
    await user.click(within(dialog).getByRole('button', { name: 'Report it stolen' }))
    expect(report).not.toHaveBeenCalled()
    await user.type(within(dialog).getByLabelText(/Type HQ-DESK-201/), 'hq-desk-201{Enter}')
    await waitFor(() => expect(report).toHaveBeenCalledWith('d2', 'stolen'))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })

  it('offers no end for the computer in use', async () => {
    open('computers')
    await screen.findByText(/\(this one\)/)
    expect(screen.queryByRole('button', { name: /HQ-LAPTOP-014/ })).not.toBeInTheDocument()
  })
})

describe('the audit trail', () => {
  it('says that every link holds and checks every value when asked', async () => {
    const user = open('trail')
    expect(await screen.findByText('18,204 entries, every link holds')).toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Check every value too' }))
    expect(await screen.findByText(/None is damaged/)).toBeInTheDocument()
  })

  it('is plain about a broken link', async () => {
    const broken = 'The audit trail is broken at entry 12: it was changed or entries are missing.'
    open('trail', fakeBridge({ admin: { trail: async () => ({ rows: [], matched: 0, checked: 11, broken }) } }))
    expect(await screen.findByText(broken)).toBeInTheDocument()
    expect(screen.queryByText(/every link holds/)).not.toBeInTheDocument()
  })

  it('is filtered by person', async () => {
    const bridge = fakeBridge()
    const trail = vi.spyOn(bridge.admin, 'trail')
    const user = open('trail', bridge)
    await screen.findByText('18,204 entries, every link holds')
    await user.selectOptions(screen.getByLabelText('Who'), 'u2')
    await waitFor(() => expect(trail.mock.calls.at(-1)?.[0]).toMatchObject({ user: 'u2' }))
  })
})
