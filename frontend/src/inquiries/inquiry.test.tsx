import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { inquiryView } from '../bridge/fakeData'
import { show } from '../test/show'
import { InquiryScreen } from './InquiryScreen'

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
})
