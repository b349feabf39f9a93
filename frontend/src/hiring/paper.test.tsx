import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { App } from '../App'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { documentRow, session } from '../bridge/fakeData'
import { show } from '../test/show'
import { PaperScreen } from './PaperScreen'

const open = async (bridge = fakeBridge()) => {
  const save = vi.spyOn(bridge.hiring, 'savePaper')
  const user = show(<PaperScreen vacancy="v1" />, bridge)
  await screen.findByLabelText(/Date received/)
  return { bridge, save, user }
}

describe('keying a paper application', () => {
  it('begins at the first field and saves as each field is left', async () => {
    const { save, user } = await open()
    await waitFor(() => expect(screen.getByLabelText(/Date received/)).toHaveFocus())
    await user.keyboard('111826{Enter}')
    await screen.findByText(/Saved on this computer/)
    expect(save.mock.lastCall?.[0]).toMatchObject({ id: '', dateReceived: '2026-11-18', vacancy: 'v1' })
    await user.keyboard('Mail room{Enter}')
    await waitFor(() => expect(save).toHaveBeenCalledTimes(2))
    expect(save.mock.lastCall?.[0]).toMatchObject({ id: 'paper-1', receivedBy: 'Mail room' })
  })

  it('does not save when nothing was changed', async () => {
    const { save, user } = await open()
    await user.keyboard('{Enter}{Enter}{Enter}')
    expect(save).not.toHaveBeenCalled()
  })

  it('says at the field what is wrong, and saves the rest', async () => {
    const bridge = fakeBridge()
    const good = bridge.hiring.savePaper
    bridge.hiring.savePaper = async (form) => ({
      ...(await good(form)),
      problems: form.zip === '8' ? [{ field: 'zip', words: 'Enter a 5-digit ZIP code', stops: true }] : [],
    })
    const { user } = await open(bridge)
    await user.type(screen.getByLabelText(/ZIP code/), '8')
    await user.tab()
    expect(await screen.findByText('Enter a 5-digit ZIP code')).toBeInTheDocument()
    expect(await screen.findByText(/Saved on this computer/)).toBeInTheDocument()
  })

  it('keeps what was typed and tries again when saving fails', async () => {
    const bridge = fakeBridge()
    const good = bridge.hiring.savePaper
    let full = true
    bridge.hiring.savePaper = async (form) => {
      if (full) throw new Fault('full', 'The disk is full. Make room, then go on.')
      return good(form)
    }
    const { user } = await open(bridge)
    await user.type(screen.getByLabelText(/Last name/), 'Tanaka')
    await user.tab()
    expect(await screen.findByText(/Not saved: The disk is full/)).toBeInTheDocument()
    full = false
    await user.type(screen.getByLabelText(/First name/), 'Keiko')
    await user.tab()
    expect(await screen.findByText(/Saved on this computer/)).toBeInTheDocument()
    expect(screen.getByLabelText(/Last name/)).toHaveValue('Tanaka')
  })

  it('forgets the Social Security number once it is stored', async () => {
    const { save, user } = await open()
    await user.type(screen.getByLabelText(/^Social Security number( \*)?$/), '219099999')
    await user.type(screen.getByLabelText('Social Security number, typed again'), '219099999')
    await user.tab()
    expect(await screen.findByText(/•••-••-9999 is on record/)).toBeInTheDocument()
    await user.type(screen.getByLabelText(/^City( \*)?$/), 'Denver')
    await user.tab()
    await waitFor(() => expect(save.mock.lastCall?.[0]).toMatchObject({ city: 'Denver', ssn: '' }))
  })

  it('leaves the focus where it is when the number is stored while it is in hand', async () => {
    const bridge = fakeBridge()
    const { savePaper } = bridge.hiring
    let answer = () => {}
    bridge.hiring.savePaper = async (form) => {
      await new Promise<void>((good) => (answer = good))
      return savePaper(form)
    }
    const { user } = await open(bridge)
    await user.type(screen.getByLabelText(/Suffix/), 'Jr')
    await user.keyboard('{Enter}219099999{Enter}219099999')
    await waitFor(() => {
      answer() // the save of the suffix ends, then that of the number
      expect(screen.getByText(/Saved on this computer/)).toBeInTheDocument()
    })
    expect(screen.getByLabelText('Social Security number, typed again')).toHaveFocus()
    await user.keyboard('{Enter}12 Elm Street')
    expect(screen.getByLabelText(/^Street/)).toHaveValue('12 Elm Street')
    expect(screen.getByText(/•••-••-9999 is on record/)).toBeInTheDocument()
  })

  it('names what is missing in a summary that takes the focus, and stays', async () => {
    const { user } = await open()
    await user.keyboard('111826{Enter}')
    await user.keyboard('{Control>}{Enter}{/Control}')
    const summary = await screen.findByRole('alert')
    await waitFor(() => expect(summary).toHaveFocus())
    expect(summary).toHaveTextContent('Enter the last name')
    expect(screen.getByLabelText(/Date received/)).toHaveValue('111826')
  })

  it('sends a whole form for second keying and opens the next', async () => {
    const bridge = fakeBridge()
    const submit = vi.spyOn(bridge.hiring, 'submitPaper').mockImplementation(async (form) => ({
      id: form.id,
      number: 'A-7K2MX-9QXD4',
      savedAt: new Date().toISOString(),
      ssnLast4: '',
      problems: [],
    }))
    const { user } = await open(bridge)
    await user.keyboard('111826')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByText(/Write A-7K2MX-9QXD4 on the paper/)).toBeInTheDocument()
    expect(submit.mock.lastCall?.[0]).toMatchObject({ dateReceived: '2026-11-18' })
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/paper\/new\/v1\//))
  })
})

describe('beside the form', () => {
  it('counts the batch and goes on counting with the next form', async () => {
    const { user } = await open()
    expect(screen.getByText('This batch: none keyed yet')).toBeInTheDocument()
    await user.keyboard('111826{Enter}')
    await user.type(screen.getByLabelText(/Last name/), 'Tanaka')
    await user.type(screen.getByLabelText(/First name/), 'Keiko')
    await user.selectOptions(screen.getByLabelText(/Why on paper/), '1  No internet access')
    await user.type(screen.getByLabelText(/^Social Security number( \*)?$/), '219099999')
    await user.type(screen.getByLabelText('Social Security number, typed again'), '219099999')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByText(/This batch: 1 keyed, \d+ s each on average/)).toBeInTheDocument()
  })

  it('reviews what is stored, names what is missing, and goes on at the field', async () => {
    const { user } = await open()
    await user.keyboard('111826{Enter}Mail room')
    await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
    expect(await screen.findByRole('heading', { name: 'Review before it is sent' })).toHaveFocus()
    expect(screen.getByLabelText(/Date received/)).not.toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Last name: Enter the last name' }))
    await waitFor(() => expect(screen.getByLabelText(/Last name/)).toHaveFocus())
    await user.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}')
    await screen.findByRole('heading', { name: 'Review before it is sent' })
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.getByLabelText(/Last name/)).toHaveFocus())
  })

  it('says plainly that a kind of file is not shown', async () => {
    const bridge = fakeBridge()
    bridge.documents.of = async () => ({ rows: [{ ...documentRow, name: 'letter.docx', media: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }], mayAdd: true, accepted: '', piece: 4 })
    const { user } = await open(bridge)
    await user.keyboard('111826{Enter}')
    expect(await screen.findByText(/Files of this kind cannot be shown beside the form/)).toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Files…' }))
    expect(screen.getByRole('button', { name: 'Save a copy of letter.docx' })).toBeInTheDocument()
  })
})

describe('a new form in the frame', () => {
  it('stays in hand when the first save gives it its own address', async () => {
    const bridge = fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in' }) } })
    window.location.hash = '#/paper/new/v1'
    render(<App bridge={bridge} ready={() => {}} />)
    const user = userEvent.setup({ delay: null })
    await user.type(await screen.findByLabelText(/Date received/), '111826{Enter}')
    await screen.findByText(/Saved on this computer/)
    await waitFor(() => expect(window.location.hash).toBe('#/paper/paper-1'))
    await user.keyboard('Mail room{Enter}')
    await waitFor(async () => expect(await bridge.hiring.paper('paper-1')).toMatchObject({ dateReceived: '2026-11-18', receivedBy: 'Mail room' }))
    expect(screen.getByLabelText(/Received by/)).toHaveValue('Mail room')
  })
})

describe('locking while a field is in hand', () => {
  it('saves the field first', async () => {
    const order: string[] = []
    const bridge = fakeBridge({ session: { state: async () => ({ ...session, state: 'signed-in' }) } })
    const { savePaper } = bridge.hiring
    bridge.hiring.savePaper = async (form) => {
      await new Promise((later) => setTimeout(later, 120))
      order.push(`saved ${form.lastName}`)
      return savePaper(form)
    }
    const { lock } = bridge.session
    bridge.session.lock = async () => {
      order.push('locked')
      return lock()
    }
    window.location.hash = '#/paper/new/v1'
    render(<App bridge={bridge} ready={() => {}} />)
    const user = userEvent.setup({ delay: null })
    await user.type(await screen.findByLabelText(/Last name/), 'Tanaka')
    await user.keyboard('{Control>}l{/Control}')
    await screen.findByText('You locked Civic Desk.')
    expect(order).toEqual(['saved Tanaka', 'locked'])
  })
})
