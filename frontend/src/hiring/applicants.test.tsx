import { screen, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { show } from '../test/show'
import { AllApplicants } from './AllApplicants'
import { ApplicationScreen } from './ApplicationScreen'
import { firstForm, gradesOf, type Target } from './steps'

// jsdom has no dialogs that close.
beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

const target = (t: Partial<Target>): Target => ({ id: 'a', name: 'Ames, Ann', grades: ['09', '11'], grade: '09', claimed: 'TP', preference: '', standing: 'claimed', ...t })

describe('the form of a step', () => {
  it('opens with the claim, and with no document seen yet', () => {
    expect(firstForm('adjudicate', [target({ proof: ['DD-214'] })])).toMatchObject({ code: 'TP', status: 'verified', proof: [], grade: '09' })
  })
  it('opens with what was decided before', () => {
    const one = target({ claimed: 'CPS', preference: 'TP', standing: 'tentative', proof: ['DD-214'] })
    expect(firstForm('adjudicate', [one])).toMatchObject({ code: 'TP', status: 'tentative', proof: ['DD-214'] })
  })
  it('supposes nothing for many', () => {
    expect(firstForm('adjudicate', [target({}), target({ id: 'b' })])).toMatchObject({ code: '', grade: '' })
  })
  it('offers the grades that all of them have', () => {
    expect(gradesOf([target({}), target({ grades: ['11', '12'] })])).toEqual(['11'])
    expect(gradesOf([target({}), target({ grades: ['05'] })])).toEqual(['05', '09', '11'])
  })
})

describe('the applicants of every vacancy', () => {
  it('take a step each, and the refused one does not touch the others', async () => {
    const bridge = fakeBridge()
    const take = vi.spyOn(bridge.hiring, 'takeStep')
    const user = show(<AllApplicants />, bridge)
    for (const name of ['Nguyễn, Thảo', 'Ångström, Björn']) await user.click(await screen.findByLabelText(`Select ${name}`))
    await user.click(screen.getByRole('button', { name: 'Find ineligible…' }))
    const dialog = await screen.findByRole('dialog')
    await user.click(await within(dialog).findByRole('button', { name: 'Show what it does' }))
    expect(await within(dialog).findByText('Choose the reason why the applicant is not eligible')).toBeInTheDocument()
    await user.selectOptions(within(dialog).getByLabelText('Reason code'), 'IDOC')
    await user.type(within(dialog).getByLabelText(/Reason \*/), 'No transcript')
    await user.click(within(dialog).getByRole('button', { name: 'Show what it does' }))
    expect(await within(dialog).findByText('1 applicant of 2 would change; 1 would be refused')).toBeInTheDocument()
    expect(within(dialog).getByText(/Cancel the certificate first/)).toBeInTheDocument()
    await user.click(within(dialog).getByRole('button', { name: 'Back to the form' }))
    expect(within(dialog).getByLabelText(/Reason \*/)).toHaveValue('No transcript')
    await user.click(within(dialog).getByRole('button', { name: 'Show what it does' }))
    await user.click(await within(dialog).findByRole('button', { name: 'Find 1 applicant ineligible' }))
    expect(await within(dialog).findByText('1 waits for the server · 1 refused')).toBeInTheDocument()
    expect(take.mock.calls[0]?.[0].map((r) => r.application)).toEqual(['a2'])
    await user.click(within(dialog).getByRole('button', { name: 'Done' }))
    expect(screen.queryByText('2 selected')).not.toBeInTheDocument()
  })

  it('are marked by nobody who may not act, and a fault is said', async () => {
    const bridge = fakeBridge()
    const all = await bridge.hiring.allApplicants()
    bridge.hiring.allApplicants = async () => ({ ...all, mayAct: false })
    show(<AllApplicants />, bridge)
    expect(await screen.findByRole('link', { name: 'Okafor, Chidi' })).toBeInTheDocument()
    expect(screen.queryByLabelText('Select Okafor, Chidi')).not.toBeInTheDocument()
  })

  it('say why there is none, or why the list cannot be shown', async () => {
    const bridge = fakeBridge()
    bridge.hiring.allApplicants = async () => {
      throw new Fault('denied', 'Your role does not include this.')
    }
    show(<AllApplicants />, bridge)
    expect(await screen.findByRole('alert')).toHaveTextContent('Your role does not include this.')
  })
})

describe('one application', () => {
  it('shows answers, takes a note and tells its history', async () => {
    const user = show(<ApplicationScreen id="a1" mayReveal={false} />, fakeBridge())
    expect(await screen.findByText('I have performed it as a regular part of a job, independently.')).toBeInTheDocument()
    expect(screen.getByText('City of Dayton')).toBeInTheDocument()
    await user.click(screen.getByRole('tab', { name: /Notes/ }))
    await user.click(screen.getByRole('button', { name: 'Save the note' }))
    expect(await screen.findByText('Write the note first.')).toBeInTheDocument()
    await user.type(screen.getByLabelText('Note'), 'Called again')
    await user.click(screen.getByRole('button', { name: 'Save the note' }))
    expect(await screen.findByText('Called again')).toBeInTheDocument()
    expect(screen.getByLabelText('Note')).toHaveValue('')
    await user.click(screen.getByRole('tab', { name: /History/ }))
    const lines = within(screen.getByRole('list', { name: 'History, newest first' })).getAllByRole('listitem')
    expect(lines[0]).toHaveTextContent('Decided over the answers, grade 09')
    expect(lines[0]).toHaveTextContent('Reason: The résumé shows one year of sampling, not three.')
    expect(lines[1]).toHaveTextContent('5 USC 2108; 5 CFR part 211')
  })
})
