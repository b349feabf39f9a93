import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { App } from '../App'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { office, officeHere, session } from '../bridge/fakeData'

const first = { state: async () => ({ ...session, state: 'first-run', login: '' }) }

const open = (parts: Parameters<typeof fakeBridge>[0] = {}) => {
  render(<App bridge={fakeBridge({ ...parts, session: { ...first, ...parts.session } })} ready={() => {}} />)
  return userEvent.setup({ delay: null })
}

const fill = async (user: ReturnType<typeof userEvent.setup>, answers: Record<string, string>) => {
  for (const [label, text] of Object.entries(answers)) {
    // oxlint-disable-next-line no-await-in-loop -- one field after the other, as people do
    await user.type(screen.getByLabelText(label), text)
  }
}

const answers = {
  Agency: 'Office of Example Programs',
  Office: 'Human Resources, Denver',
  'Your name': 'Rosa Delgado',
  'Work e-mail': 'rosa.delgado@agency.gov',
  'New password': 'Quiet-Lake-7',
  'New password again': 'Quiet-Lake-7',
}

describe('the first run', () => {
  it('starts an office here, says where it is and what is the owner’s affair, and goes on', async () => {
    const user = open()
    await user.click(await screen.findByRole('button', { name: 'Start an office on this computer' }))
    await waitFor(() => expect(screen.getByLabelText('Agency')).toHaveFocus())
    expect(screen.getByText(office.folder)).toBeInTheDocument()
    await fill(user, answers)
    expect(screen.getByLabelText('User name')).toHaveValue('rosadelgado')
    await user.click(screen.getByRole('button', { name: 'Start the office' }))
    expect(await screen.findByRole('heading', { name: 'Your office is ready' })).toBeInTheDocument()
    await waitFor(() => expect(document.querySelector('.command')).toHaveTextContent(/civicdesk backup --data .*--passphrase/))
    expect(screen.getByText(/no recovery key yet/)).toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Begin' }))
    expect(await screen.findByRole('heading', { name: 'Today' })).toBeInTheDocument()
  })

  it('tells what is wrong at each field and keeps what was typed', async () => {
    const user = open()
    await user.click(await screen.findByRole('button', { name: 'Start an office on this computer' }))
    await fill(user, { Agency: 'Office of Example Programs', 'New password': 'Quiet-Lake-7' })
    await user.click(screen.getByRole('button', { name: 'Start the office' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('Your name: Enter your first and last name')
    expect(screen.getByLabelText('Your name')).toHaveAccessibleDescription(/Enter your first and last name/)
    expect(screen.getByLabelText('New password again')).toHaveAccessibleDescription(/two passwords differ/)
    expect(screen.getByLabelText('Agency')).toHaveValue('Office of Example Programs')
    expect(screen.getByLabelText('New password')).toHaveValue('Quiet-Lake-7')
  })

  it('leaves a user name alone that was typed by hand', async () => {
    const user = open()
    await user.click(await screen.findByRole('button', { name: 'Start an office on this computer' }))
    await fill(user, { 'User name': 'rd', 'Work e-mail': 'rosa@agency.gov' })
    expect(screen.getByLabelText('User name')).toHaveValue('rd')
  })

  it('goes on with an office that was made before a stop', async () => {
    const joinOffice = vi.fn(async () => ({ ...session, state: 'signed-in' }))
    const user = open({ session: { office: async () => officeHere, joinOffice } })
    expect(await screen.findByRole('heading', { name: 'Go on with your office' })).toBeInTheDocument()
    expect(screen.queryByLabelText('Enrolment code')).not.toBeInTheDocument()
    await fill(user, { 'New password': 'Quiet-Lake-7', 'New password again': 'Quiet-Lake-7' })
    await user.click(screen.getByRole('button', { name: 'Join and sign in' }))
    expect(await screen.findByRole('heading', { name: 'Your office is ready' })).toBeInTheDocument()
    expect(joinOffice).toHaveBeenCalledExactlyOnceWith({ login: '', old: '', password: 'Quiet-Lake-7', again: 'Quiet-Lake-7' })
  })

  it('offers none where none can be kept', async () => {
    open({ session: { office: async () => ({ ...office, may: false }) } })
    await screen.findByLabelText('Enrolment code')
    expect(screen.queryByRole('button', { name: 'Start an office on this computer' })).not.toBeInTheDocument()
  })

  it('says that starting failed, and the answers stay', async () => {
    const startOffice = async () => {
      throw new Fault('full', 'The disk is full, so this was not saved.')
    }
    const user = open({ session: { startOffice } })
    await user.click(await screen.findByRole('button', { name: 'Start an office on this computer' }))
    await fill(user, { Agency: 'A' })
    await user.click(screen.getByRole('button', { name: 'Start the office' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full')
    expect(screen.getByLabelText('Agency')).toHaveValue('A')
  })
})

describe('a forgotten password', () => {
  it('is told about on the locked screen and at sign-in', async () => {
    const user = open({ session: { state: async () => session } })
    await user.click(await screen.findByRole('button', { name: 'I agree' }))
    expect(document.querySelector('.command')).toHaveTextContent(/civicdesk recover --data .* --user rdelgado --key FILE/)
    expect(screen.getByText(/when this computer sleeps/)).toBeInTheDocument()
    await user.type(screen.getByLabelText('Password'), 'locked{Enter}')
    expect(await screen.findByRole('heading', { name: 'If the password is forgotten' })).toBeInTheDocument()
    expect(document.querySelector('.command')).toHaveTextContent(/civicdesk recover --data .* --user rdelgado --key FILE/)
  })
})
