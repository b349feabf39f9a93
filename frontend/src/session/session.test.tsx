import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { App } from '../App'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { session } from '../bridge/fakeData'

const open = (bridge = fakeBridge()) => {
  render(<App bridge={bridge} ready={() => {}} />)
  return userEvent.setup({ delay: null })
}

describe('signing in', () => {
  it('shows the notice first, then asks, and tells the idle limit', async () => {
    const user = open()
    await waitFor(() => expect(screen.getByRole('button', { name: 'I agree' })).toHaveFocus())
    expect(screen.getByText(/United States Government information system/)).toBeInTheDocument()
    expect(screen.queryByLabelText('Password')).not.toBeInTheDocument()
    await user.keyboard('{Enter}')
    expect(await screen.findByText(/After 15 minutes/)).toBeInTheDocument()
    await waitFor(() => expect(screen.getByLabelText('Password')).toHaveFocus())
    expect(screen.getByLabelText('Password')).toHaveAttribute('type', 'password')
    await user.keyboard('right{Enter}')
    expect(await screen.findByRole('heading', { name: 'Today' })).toBeInTheDocument()
  })

  it('answers a wrong password with one sentence and an empty field', async () => {
    const user = open()
    await user.click(await screen.findByRole('button', { name: 'I agree' }))
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}')
    expect(await screen.findByRole('alert')).toHaveTextContent('not right')
    await waitFor(() => expect(screen.getByLabelText('Password')).toHaveFocus())
    expect(screen.getByLabelText('Password')).toHaveValue('')
  })

  it('asks for a new password when the old one has run out, and signs in with it', async () => {
    const user = open()
    await user.click(await screen.findByRole('button', { name: 'I agree' }))
    await user.type(screen.getByLabelText('Password'), 'old{Enter}')
    expect(await screen.findByText(/more than 90 days old/)).toBeInTheDocument()
    expect(screen.queryByLabelText('Present password')).not.toBeInTheDocument()
    await user.type(screen.getByLabelText('New password'), 'Quiet-Lake-7')
    await user.type(screen.getByLabelText('New password again'), 'Quiet-Lake-8{Enter}')
    expect(await screen.findByRole('alert')).toHaveTextContent('The two passwords differ')
    expect(screen.getByLabelText('New password')).toHaveValue('Quiet-Lake-7')
    await user.clear(screen.getByLabelText('New password again'))
    await user.type(screen.getByLabelText('New password again'), 'Quiet-Lake-7{Enter}')
    expect(await screen.findByRole('heading', { name: 'Today' })).toBeInTheDocument()
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
  it('tells of damage that was mended until it has been read', async () => {
    const mended = ['A file of the store was damaged. It was built anew from what is saved here.']
    const user = open(fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in', mended }) } }))
    expect(await screen.findByText(mended[0]!)).toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'I have read this' }))
    await waitFor(() => expect(screen.queryByText(mended[0]!)).not.toBeInTheDocument())
  })

  it('changes the password and adds a colleague from the own account', async () => {
    const user = open(fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in' }) } }))
    await user.click(await screen.findByRole('link', { name: /Rosa Delgado/ }))
    expect(await screen.findByText(/the keychain of the operating system/)).toBeInTheDocument()
    await user.type(screen.getByLabelText('Enrolment code'), 'ABC')
    await user.click(screen.getByRole('button', { name: 'Add this person' }))
    expect(await screen.findByText(/Ben Carter can now sign in/)).toBeInTheDocument()
    await waitFor(() => expect(screen.getByLabelText('Enrolment code')).toHaveValue(''))
  })

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
    await user.keyboard('workforce')
    await screen.findByRole('option', { name: /Workforce Analyst/ })
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('heading', { name: 'Workforce Analyst' })).toBeInTheDocument()
  })

  it('finds commands, chooses a vacancy for a paper, and remembers what was opened', async () => {
    const user = open(fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in' }) } }))
    await screen.findByRole('heading', { name: 'Today' })
    await user.keyboard('{Control>}k{/Control}')
    expect(screen.getByRole('group', { name: 'Screens' })).toBeInTheDocument()
    await user.keyboard('key a p')
    expect(screen.getByRole('option', { name: /Key a paper/ })).toHaveAttribute('aria-selected', 'true')
    await user.keyboard('{Enter}workforce{Enter}')
    expect(window.location.hash).toMatch(/^#\/paper\/new\//)
    await user.keyboard('{Control>}k{/Control}')
    expect(within(screen.getByRole('group', { name: 'Recent' })).getByRole('option', { name: /Workforce Analyst/ })).toBeInTheDocument()
  })

  it('finds what is in the store while one types', async () => {
    const everything = vi.fn(fakeBridge().find.everything)
    const user = open(fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in' }) }, find: { everything } }))
    await screen.findByRole('heading', { name: 'Today' })
    await user.keyboard('{Control>}k{/Control}')
    await user.keyboard('muñoz')
    expect((await within(await screen.findByRole('group', { name: 'Inquiries' })).findAllByRole('option', { name: /Muñoz/ })).length).toBeGreaterThan(0)
    expect(everything).toHaveBeenLastCalledWith('muñoz')
  })

  it('lists every key with F1 and shows where a screen stands', async () => {
    const user = open(fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in' }) } }))
    await screen.findByRole('heading', { name: 'Today' })
    await user.keyboard('{F1}')
    expect(screen.getByRole('dialog', { name: 'Keys' })).toHaveTextContent('Lock: sign out and clear the screen')
    window.location.hash = '#/hiring/v1'
    const trail = within(await screen.findByRole('navigation', { name: 'Where you are' }))
    expect(trail.getByRole('link', { name: 'Vacancies' })).toHaveAttribute('href', '#/hiring')
    expect(trail.getByText('Industrial Hygienist')).toHaveAttribute('aria-current', 'page')
  })
})
