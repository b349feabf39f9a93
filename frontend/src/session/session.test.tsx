import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { App } from '../App'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { session } from '../bridge/fakeData'

const open = (bridge = fakeBridge()) => {
  render(<App bridge={bridge} ready={() => {}} quit={() => {}} />)
  return userEvent.setup({ delay: null })
}

describe('signing in', () => {
  it('shows the notice first, then asks, and tells the idle limit', async () => {
    const user = open()
    await screen.findByText(/United States Government information system/)
    expect(screen.queryByLabelText('Password')).not.toBeInTheDocument()
    await user.keyboard('{Enter}')
    expect(screen.getByText(/After 15 minutes/)).toBeInTheDocument()
    expect(screen.getByLabelText('Password')).toHaveAttribute('type', 'password')
    await user.keyboard('right{Enter}')
    expect(await screen.findByRole('heading', { name: 'Today' })).toBeInTheDocument()
  })

  it('answers a wrong password with one sentence and an empty field', async () => {
    const user = open()
    await user.click(await screen.findByRole('button', { name: 'I agree' }))
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}')
    expect(await screen.findByRole('alert')).toHaveTextContent('not right')
    expect(screen.getByLabelText('Password')).toHaveValue('')
    expect(screen.getByLabelText('Password')).toHaveFocus()
  })

  it('tells what to do when the account is locked', async () => {
    const user = open()
    await user.click(await screen.findByRole('button', { name: 'I agree' }))
    await user.type(screen.getByLabelText('Password'), 'locked{Enter}')
    expect(await screen.findByText('K7QM-2HX9-TTD4')).toBeInTheDocument()
    expect(screen.getByLabelText(/administrator’s answer/)).toBeInTheDocument()
  })

  it('comes back to the door when the session has ended, and says why', async () => {
    let ended = false
    const bridge = fakeBridge({
      session: {
        state: async () => ({
          ...session,
          state: ended ? 'signed-out' : 'signed-in',
          ended: ended ? 'You were signed out after 15 minutes.' : '',
          waiting: 3,
        }),
        today: async () => {
          if (ended) throw new Fault('expired', 'You are signed out.')
          return { items: [] }
        },
      },
    })
    const user = open(bridge)
    await screen.findByRole('heading', { name: 'Today' })
    ended = true
    window.dispatchEvent(new Event('session-ended'))
    expect(await screen.findByText('You were signed out after 15 minutes.')).toBeInTheDocument()
    expect(screen.getByText(/3 unsent pieces of work/)).toBeInTheDocument()
    expect(screen.queryByRole('heading', { name: 'Today' })).not.toBeInTheDocument()
    await user.keyboard('{Enter}')
  })
})

describe('the frame', () => {
  it('shows only what the role may see', async () => {
    open(fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in', rights: ['inquiry.read', 'inquiry.log'] }) } }))
    await screen.findByRole('link', { name: /Inquiries/ })
    expect(screen.queryByRole('link', { name: /Vacancies/ })).not.toBeInTheDocument()
    expect(screen.getByRole('link', { name: /New call/ })).toBeInTheDocument()
  })

  it('opens a call with F2 from anywhere and a screen with Ctrl K', async () => {
    const user = open(fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in' }) } }))
    await screen.findByRole('heading', { name: 'Today' })
    await user.keyboard('{F2}')
    expect(await screen.findByRole('heading', { name: 'New inquiry' })).toBeInTheDocument()
    await user.keyboard('{Control>}k{/Control}')
    await user.keyboard('workforce{Enter}')
    expect(await screen.findByRole('heading', { name: 'Workforce Analyst' })).toBeInTheDocument()
  })
})
