import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { inquiryView } from '../bridge/fakeData'
import { show } from '../test/show'
import { InquiryScreen } from './InquiryScreen'
import { Queue } from './Queue'

describe('an inquiry', () => {
  it('shows its history and the version of an attached article', async () => {
    show(<InquiryScreen id="i1" />, fakeBridge())
    expect(await screen.findByText(/corrected from “80230” to “80203”/)).toBeInTheDocument()
    expect(screen.getByRole('link', { name: /What is the deadline for filing\?.*version/ })).toHaveAttribute('href', '#/knowledge/filing-deadlines/3c1f00aa91de')
  })

  it('corrects a field with a reason, and keeps what was typed when it is refused', async () => {
    const bridge = fakeBridge()
    const user = show(<InquiryScreen id="i1" />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Correct a field…' }))
    await user.selectOptions(screen.getByLabelText('Field'), 'homeZip')
    const value = screen.getByLabelText('New value')
    expect(value).toHaveValue('80203')
    await user.clear(value)
    await user.type(value, '80205{Enter}')
    expect(await screen.findByText('Say why the field is corrected')).toBeInTheDocument()
    expect(value).toHaveValue('80205')
    const correct = vi.spyOn(bridge.inquiries, 'correct')
    await user.type(screen.getByLabelText('Reason'), 'She called{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(correct).toHaveBeenCalledWith('i1', 'homeZip', '80205', 'She called')
  })

  it('tells what a correction suggests', async () => {
    const bridge = fakeBridge({
      inquiries: { correct: async (id) => ({ view: inquiryView(id), advices: ['The corrected workplace leads to another office: San Jose Office.'] }) },
    })
    const user = show(<InquiryScreen id="i1" />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Correct a field…' }))
    await user.selectOptions(screen.getByLabelText('Field'), 'workZip')
    await user.type(screen.getByLabelText('Reason'), 'x{Enter}')
    expect(await screen.findByText(/San Jose Office/)).toBeInTheDocument()
  })

  it('says why an article could not be attached', async () => {
    const bridge = fakeBridge({
      inquiries: {
        attach: async () => {
          throw new Fault('denied', 'Your role does not include this.')
        },
      },
    })
    const user = show(<InquiryScreen id="i1" />, bridge)
    await user.type(await screen.findByLabelText('Search the knowledge base'), 'punish')
    await user.click(await screen.findByRole('button', { name: /^Attach Can my employer/ }))
    expect(await screen.findByText('Your role does not include this.')).toBeInTheDocument()
  })

  it('is given to a colleague, and to another office with a reason', async () => {
    const bridge = fakeBridge()
    const user = show(<InquiryScreen id="i1" />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Give to…' }))
    await user.click(await screen.findByRole('button', { name: 'Give to the colleague' }))
    expect(await screen.findByText('Choose who will work this inquiry')).toBeInTheDocument()
    await user.click(screen.getByLabelText(/Another office/))
    const transfer = vi.spyOn(bridge.inquiries, 'transfer')
    await user.selectOptions(screen.getByLabelText('Office'), 'BOS')
    await user.click(screen.getByRole('button', { name: 'Give to the office' }))
    expect(await screen.findByText('Give the reason')).toBeInTheDocument()
    await user.type(screen.getByLabelText('Reason'), 'She moved{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(transfer).toHaveBeenLastCalledWith('i1', 'BOS', 'She moved')
  })

  it('waits for the customer, who may be asked to call', async () => {
    const bridge = fakeBridge()
    const wait = vi.spyOn(bridge.inquiries, 'wait')
    const user = show(<InquiryScreen id="i1" />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Wait for the customer' }))
    await user.type(screen.getByLabelText('What the customer is to do'), 'Send the letter')
    await user.click(screen.getByLabelText(/Ask the customer to call/))
    await user.click(screen.getByRole('button', { name: 'Mark as waiting' }))
    await waitFor(() => expect(wait).toHaveBeenCalledWith('i1', true, 'Send the letter'))
  })

  it('is put in the queue when a person wrote it after all', async () => {
    const user = show(<InquiryScreen id="i7" />, fakeBridge())
    await user.click(await screen.findByRole('button', { name: 'Put it in the queue' }))
    await waitFor(() => expect(screen.queryByText(/looks machine-made/)).not.toBeInTheDocument())
  })

  it('is reopened only with a reason', async () => {
    const user = show(<InquiryScreen id="i8" />, fakeBridge())
    await user.click(await screen.findByRole('button', { name: 'Reopen' }))
    await user.click(screen.getByRole('button', { name: 'Reopen the inquiry' }))
    expect(await screen.findByText('Give the reason')).toBeInTheDocument()
  })
})

describe('the queue', () => {
  it('has its own list for forms that were set aside, with their number on the tab', async () => {
    const user = show(<Queue />, fakeBridge())
    expect(await screen.findByRole('tab', { name: 'Set aside 1' })).toBeInTheDocument()
    await user.click(screen.getByRole('tab', { name: 'Set aside 1' }))
    expect(window.location.hash).toBe('#/inquiries/aside')
  })
  it('shows what was set aside', async () => {
    show(<Queue which="aside" />, fakeBridge())
    expect(await screen.findByRole('link', { name: '9XQ2-77KD-4M3T' })).toHaveAttribute('href', '#/inquiry/i7')
  })
})
