import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Bridge, type desktop, Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { blankForm, draftOf, writtenForm } from '../bridge/fakeVacancy'
import { show } from '../test/show'
import { BuilderScreen } from './BuilderScreen'
import { Vacancies } from './Vacancies'

const parts = () => screen.getByRole('navigation', { name: 'Sections of the announcement' })
const part = (name: RegExp) => within(parts()).getByRole('button', { name })

// jsdom has no dialog: it is shown when it is opened.
beforeEach(() => {
  window.location.hash = ''
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    this.open = false
  }
})

const draftBridge = (draft: desktop.VacancyDraft, more: Partial<Bridge['hiring']> = {}) =>
  fakeBridge({ hiring: { vacancyDraft: async () => draft, ...more } })

describe('Writing an announcement', () => {
  it('saves each field as it is left and makes the draft once', async () => {
    const bridge = fakeBridge()
    const save = vi.spyOn(bridge.hiring, 'saveVacancy')
    const user = show(<BuilderScreen id="new" section="position" />, bridge)
    await user.type(await screen.findByLabelText('Title'), 'Analyst')
    await user.tab()
    expect(await screen.findByText(/Saved on this computer/)).toBeInTheDocument()
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/hiring\/draft-\d+\/write\/position$/))
    await user.type(screen.getByLabelText('Series'), '0690')
    await user.tab()
    await waitFor(() => expect(save).toHaveBeenCalledTimes(2))
    const [sent, before] = save.mock.calls[1]!
    expect(sent).toMatchObject({ title: 'Analyst', series: '0690' })
    expect(before).toMatchObject({ id: sent.id, title: 'Analyst', series: '' })
    expect(screen.getByRole('heading', { level: 1, name: 'Analyst' })).toBeInTheDocument()
  })

  it('marks each section and says what is missing with its rule; a gap leads to its field', async () => {
    const user = show(<BuilderScreen id="v6" section="dates" />, fakeBridge())
    await screen.findByRole('heading', { name: 'Dates and openings' })
    expect(part(/Position and pay Complete/)).toBeInTheDocument()
    expect(part(/Conditions of employment 1 worth adding/)).toBeInTheDocument()
    expect(part(/Dates and openings 2 missing/)).toHaveAttribute('aria-current', 'step')
    const missing = screen.getByRole('region', { name: 'What is missing' })
    expect(missing).toHaveTextContent('Required by OPM policy')
    await user.click(within(missing).getByRole('button', { name: 'Choose the work schedule.' }))
    expect(screen.getByLabelText('Work schedule')).toHaveFocus()
    await user.selectOptions(screen.getByLabelText('Work schedule'), 'Full-time')
    await user.tab()
    expect(await within(parts()).findByRole('button', { name: /Dates and openings 1 missing/ })).toBeInTheDocument()
  })

  it('says at the field what cannot be read, keeps what was typed and saves the rest', async () => {
    const user = show(<BuilderScreen id="v6" section="dates" />, fakeBridge())
    const openings = await screen.findByLabelText('Openings')
    await user.clear(openings)
    await user.type(openings, 'a few')
    await user.tab()
    expect(await screen.findByText('Enter the number of openings, from 1 to 10,000')).toBeInTheDocument()
    expect(openings).toHaveValue('a few')
  })

  it('shows what a colleague changed meanwhile and lets the writer choose', async () => {
    const stored = { ...writtenForm, title: 'Senior Hygienist' }
    const saveVacancy = vi.fn(async (form: desktop.VacancyForm, before: desktop.VacancyForm) =>
      before.title === stored.title ? draftOf({ ...form }) : { ...draftOf(stored), clashes: [{ field: 'title', by: 'Keisha Brown' }] },
    )
    const user = show(<BuilderScreen id="v6" section="position" />, draftBridge(draftOf(writtenForm), { saveVacancy }))
    const title = await screen.findByLabelText('Title')
    await user.type(title, ' II')
    await user.tab()
    expect(await screen.findByText(/Keisha Brown wrote in “Title”: Senior Hygienist/)).toBeInTheDocument()
    expect(title).toHaveValue('Industrial Hygienist II')
    await user.click(screen.getByRole('button', { name: 'Keep mine' }))
    await waitFor(() => expect(saveVacancy).toHaveBeenLastCalledWith(expect.objectContaining({ title: 'Industrial Hygienist II' }), expect.objectContaining({ title: 'Senior Hygienist' })))
    expect(screen.queryByText(/Keisha Brown wrote/)).not.toBeInTheDocument()
  })

  it('takes over a colleague’s work on other fields', async () => {
    const saveVacancy = async (form: desktop.VacancyForm) => draftOf({ ...form, department: 'Written by Keisha' })
    const user = show(<BuilderScreen id="v6" section="position" />, draftBridge(draftOf(writtenForm), { saveVacancy }))
    await user.type(await screen.findByLabelText('Title'), '!')
    await user.tab()
    await waitFor(() => expect(screen.getByLabelText('Department')).toHaveValue('Written by Keisha'))
  })

  it('keeps what is typed when saving fails, and says so', async () => {
    const saveVacancy = async () => {
      throw new Fault('full', 'The disk is full. Free some space.')
    }
    const user = show(<BuilderScreen id="v6" section="position" />, draftBridge(draftOf(writtenForm), { saveVacancy }))
    const title = await screen.findByLabelText('Title')
    await user.type(title, '!')
    await user.tab()
    expect(await screen.findByText(/Not saved: The disk is full/)).toBeInTheDocument()
    expect(title).toHaveValue('Industrial Hygienist!')
  })
})

describe('Opening a vacancy', () => {
  const whole = { ...draftOf(writtenForm), gaps: [] }

  it('lists what is missing instead, each with its rule', async () => {
    const bridge = fakeBridge()
    const open = vi.spyOn(bridge.hiring, 'openVacancy')
    const user = show(<BuilderScreen id="v6" section="position" />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Open the vacancy…' }))
    const dialog = await screen.findByRole('dialog', { name: 'Open the vacancy' })
    expect(dialog).toHaveTextContent('8 things are missing before the vacancy can open. Your draft is kept.')
    expect(dialog).toHaveTextContent('Required by 5 CFR 330.104(a)(12)')
    expect(within(dialog).queryByRole('button', { name: 'Open the vacancy' })).not.toBeInTheDocument()
    expect(open).not.toHaveBeenCalled()
  })

  it('opens a whole one and says that it waits for the server', async () => {
    const user = show(<BuilderScreen id="v6" section="position" />, draftBridge(whole))
    await user.click(await screen.findByRole('button', { name: 'Open the vacancy…' }))
    const dialog = await screen.findByRole('dialog', { name: 'Open the vacancy' })
    expect(dialog).toHaveTextContent('from Dec 1, 2026 on the public reads the announcement and can apply, until Dec 15, 2026')
    await user.click(within(dialog).getByRole('button', { name: 'Open the vacancy' }))
    expect(await within(dialog).findByText(/waits for the server/)).toBeInTheDocument()
  })

  it('teaches with the rule when it is refused', async () => {
    const openVacancy = async () => {
      throw new Fault('refused', 'The closing date, Dec 15, 2025, has passed. Set a later one first.', [{ name: 'closes', words: 'Later' }], '5 CFR 330.104(a)(6)')
    }
    const user = show(<BuilderScreen id="v6" section="position" />, draftBridge(whole, { openVacancy }))
    await user.click(await screen.findByRole('button', { name: 'Open the vacancy…' }))
    await user.click(await screen.findByRole('button', { name: 'Open the vacancy' }))
    expect(await screen.findByText(/has passed/)).toBeInTheDocument()
    expect(screen.getByText('Rule: 5 CFR 330.104(a)(6)')).toBeInTheDocument()
  })
})

describe('The questions of a draft', () => {
  it('come from the library, are weighed, moved and removed', async () => {
    const bridge = fakeBridge()
    const choose = vi.spyOn(bridge.hiring, 'chooseQuestions')
    const user = show(<BuilderScreen id="v6" section="questions" />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Choose from the library…' }))
    await user.type(await screen.findByLabelText('Find a question'), 'hazard evaluated')
    await user.click(await screen.findByLabelText(/Mark each hazard/))
    await user.clear(screen.getByLabelText('Find a question'))
    await user.click(screen.getByLabelText(/air samples/))
    await user.click(screen.getByRole('button', { name: 'Add 2 questions' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument()) // the focus is back on the page
    const weight = await screen.findByLabelText('Weight of question 1')
    await user.clear(weight)
    await user.type(weight, '25')
    await user.tab()
    await waitFor(() => expect(choose).toHaveBeenLastCalledWith('v6', [expect.objectContaining({ weight: '25' }), expect.anything()]))
    const first = choose.mock.calls.at(-1)![1][0]!.id
    await user.click(await screen.findByRole('button', { name: 'Move question 1 down' }))
    await waitFor(() => expect(choose.mock.calls.at(-1)![1][1]!.id).toBe(first))
    await user.click(await screen.findByRole('button', { name: 'Remove question 1' }))
    await waitFor(() => expect(choose.mock.calls.at(-1)![1]).toHaveLength(1))
  })

  it('say what to do when the server does not know the draft yet', async () => {
    const chooseQuestions = async () => {
      throw new Fault('unavailable', 'The server does not know this draft yet. Sync, then choose its questions.')
    }
    const user = show(<BuilderScreen id="v6" section="questions" />, fakeBridge({ hiring: { chooseQuestions } }))
    await user.click(await screen.findByRole('button', { name: 'Write a question…' }))
    await user.type(await screen.findByLabelText('Question'), 'Do you qualify?')
    await user.click(screen.getByRole('button', { name: 'Add the question' }))
    expect((await screen.findAllByText(/Sync, then choose its questions/)).length).toBeGreaterThan(0)
    expect(screen.getByLabelText('Question')).toHaveValue('Do you qualify?')
  })
})

describe('The public’s page', () => {
  it('is shown in a frame that runs nothing, saved first', async () => {
    const bridge = fakeBridge()
    const save = vi.spyOn(bridge.hiring, 'saveVacancy')
    const user = show(<BuilderScreen id="v6" section="duties" />, bridge)
    await user.type(await screen.findByLabelText('Summary'), ' More.')
    await user.click(screen.getByRole('button', { name: 'Preview as the public sees it' }))
    const frame = await screen.findByTitle('The announcement as the public sees it')
    expect(save).toHaveBeenCalled()
    expect(frame).toHaveAttribute('sandbox', 'allow-same-origin')
    expect(frame.getAttribute('srcdoc')).toContain('recommend how to abate them. More.')
  })

  it('waits for a first save', async () => {
    show(<BuilderScreen id="new" section="position" />, fakeBridge({ hiring: { newVacancy: async () => draftOf(blankForm) } }))
    expect(await screen.findByRole('button', { name: 'Preview as the public sees it' })).toBeDisabled()
  })
})

describe('The table of vacancies', () => {
  it('opens with the default view that the program kept', async () => {
    const state = JSON.stringify({ columns: ['number', 'status'], text: '', chosen: { status: 'Certified' } })
    show(<Vacancies />, fakeBridge({ session: { views: async () => [{ id: 'x', name: 'Certified ones', state, first: true }] } }))
    expect(await screen.findByText('1 of 5 rows')).toBeInTheDocument()
    expect(screen.getAllByRole('columnheader')).toHaveLength(2)
    expect(screen.queryByRole('button', { name: 'New vacancy…' })).not.toBeInTheDocument()
  })

  it('begins a draft as a copy', async () => {
    const bridge = fakeBridge()
    const copy = vi.spyOn(bridge.hiring, 'copyVacancy')
    show(<Vacancies mayWrite />, bridge)
    await userEvent.click(await screen.findByRole('button', { name: 'New vacancy…' }))
    await userEvent.selectOptions(screen.getByLabelText('Begin with'), 'v2')
    await userEvent.click(screen.getByRole('button', { name: 'Begin the draft' }))
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/hiring\/draft-\d+\/write\/dates$/))
    expect(copy).toHaveBeenCalledWith('v2')
  })

  it('begins drafts with announcements of a USAJOBS file, and stays when none was chosen', async () => {
    const bridge = fakeBridge()
    const real = bridge.hiring.importVacancies
    bridge.hiring.importVacancies = async () => ({ waiting: false, words: '', id: '' })
    window.location.hash = '#/hiring'
    show(<Vacancies mayWrite />, bridge)
    await userEvent.click(await screen.findByRole('button', { name: 'New vacancy…' }))
    await userEvent.selectOptions(screen.getByLabelText('Begin with'), 'An announcement from a USAJOBS file…')
    await userEvent.click(screen.getByRole('button', { name: 'Begin the draft' }))
    expect(screen.getByRole('dialog')).toBeInTheDocument()
    bridge.hiring.importVacancies = async () => {
      throw new Fault('invalid', 'note.json is not a USAJOBS announcement')
    }
    await userEvent.click(screen.getByRole('button', { name: 'Begin the draft' }))
    expect(await screen.findByText('note.json is not a USAJOBS announcement')).toBeInTheDocument()
    bridge.hiring.importVacancies = real
    await userEvent.click(screen.getByRole('button', { name: 'Begin the draft' }))
    await waitFor(() => expect(window.location.hash).toMatch(/^#\/hiring\/draft-\d+\/write\/position$/))
  })
})
