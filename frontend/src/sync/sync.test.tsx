import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { server, sync } from '../bridge/fakeData'
import { show } from '../test/show'
import { Attention } from './Attention'
import { SyncPanel } from './SyncPanel'

describe('what needs attention', () => {
  it('sends refused work again with the field corrected', async () => {
    const bridge = fakeBridge()
    const resend = vi.spyOn(bridge.sync, 'resend')
    const user = show(<Attention />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Edit and send again…' }))
    const zip = screen.getByLabelText('ZIP code')
    expect(zip).toHaveAccessibleDescription('Enter the 5-digit ZIP code')
    await user.type(zip, '2')
    expect(zip).not.toHaveAccessibleDescription()
    await user.click(screen.getByRole('button', { name: 'Send again' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(resend).toHaveBeenCalledWith('r2', { zip: '80202' })
    expect(screen.queryByRole('button', { name: 'Edit and send again…' })).not.toBeInTheDocument()
  })

  it('keeps what was typed when the program refuses it', async () => {
    const bridge = fakeBridge()
    bridge.sync.resend = async () => {
      throw new Fault('invalid', 'Some fields need attention.', [{ name: 'zip', words: 'Enter the 5-digit ZIP code, for example 20500' }])
    }
    const user = show(<Attention />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Edit and send again…' }))
    await user.type(screen.getByLabelText('ZIP code'), 'x{Enter}')
    expect(await screen.findByText('Enter the 5-digit ZIP code, for example 20500')).toBeInTheDocument()
    expect(screen.getByLabelText('ZIP code')).toHaveValue('8020x')
  })
})

describe('the panel of the exchange', () => {
  it('tells how it stands with the server and what it keeps undecided', async () => {
    show(<SyncPanel />, fakeBridge())
    expect(await screen.findByText('13 more days')).toBeInTheDocument()
    expect(screen.getByText('The server keeps 1 entry until what belongs to it has arrived')).toBeInTheDocument()
    expect(screen.getByText(/3 wait here, the oldest for 12 min/)).toBeInTheDocument()
  })

  it('says how far a first sync has come, and how fast', async () => {
    const first = { running: true, done: 41_000, total: 50_000, from: 1_000, elapsed: 20_000, received: 12_400 }
    show(<SyncPanel />, fakeBridge({ sync: { status: async () => ({ ...sync, first }) } }))
    const bar = await screen.findByRole('progressbar', { name: 'First sync' })
    expect(bar).toHaveAttribute('aria-valuetext', '41,000 of 50,000 changes, 5 s left')
    expect(screen.getByText(/12,400 records have come since this was opened, 620 a second/)).toBeInTheDocument()
  })

  it('lets a long exchange be stopped', async () => {
    const bridge = fakeBridge({
      session: { work: async () => ({ running: true, label: 'Syncing', unit: '', done: 0, total: 0, elapsed: 4_000 }) },
      sync: { now: () => new Promise(() => {}) },
    })
    const stop = vi.spyOn(bridge.session, 'stopWork')
    const user = show(<SyncPanel />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Sync now' }))
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    expect(stop).toHaveBeenCalledOnce()
  })

  it('warns before the time without the server is over', async () => {
    show(<SyncPanel />, fakeBridge({ sync: { server: async () => ({ ...server, daysLeft: 2 }) } }))
    expect(await screen.findByText('Sign-in on this computer ends in 2 days without the server')).toBeInTheDocument()
  })

  it('saves unsent work as a file, and offers none when nothing waits', async () => {
    const user = show(<SyncPanel />, fakeBridge())
    await user.click(await screen.findByRole('button', { name: 'Save unsent work as a file…' }))
    await user.type(screen.getByLabelText(/Save to/), '/tmp/unsent{Enter}')
    expect(await screen.findByText(/unsent-work-3/)).toBeInTheDocument()
    show(<SyncPanel />, fakeBridge({ sync: { status: async () => ({ ...sync, waiting: 0, rows: [] }) } }))
    expect(await screen.findByText(/Nothing waits here/)).toBeInTheDocument()
  })
})
