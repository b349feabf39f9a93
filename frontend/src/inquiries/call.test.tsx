import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { fakeBridge } from '../bridge/fake'
import { show } from '../test/show'
import { CallScreen } from './CallScreen'
import { clockWords } from './callForm'

describe('taking a call', () => {
  it('fills state and county from the workplace ZIP and names the office', async () => {
    const user = show(<CallScreen />, fakeBridge())
    await user.type(await screen.findByLabelText('Workplace ZIP'), '80202')
    await user.tab()
    await waitFor(() => expect(screen.getByLabelText('State')).toHaveValue('CO'))
    await waitFor(() => expect(screen.getByLabelText('County')).toHaveValue('08031'))
    expect((await screen.findAllByText(/Denver Office/))[0]).toBeInTheDocument()
  })

  it('parks what was typed when the screen is left', async () => {
    const bridge = fakeBridge()
    const user = show(<CallScreen />, bridge)
    await user.type(await screen.findByLabelText('First name'), 'José')
    await user.tab()
    await waitFor(async () => expect(await bridge.inquiries.parked()).toMatchObject([{ firstName: 'José' }]))
  })

  it('says what is missing and keeps the rest', async () => {
    const user = show(<CallScreen />, fakeBridge())
    await user.type(await screen.findByLabelText('First name'), 'José')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByRole('alert')).toHaveTextContent('home ZIP')
    expect(screen.getByLabelText('First name')).toHaveValue('José')
  })

  it('shows the tracking number with its read-aloud form', async () => {
    const bridge = fakeBridge()
    const log = vi.spyOn(bridge.inquiries, 'log')
    const user = show(<CallScreen />, bridge)
    await user.type(await screen.findByLabelText('Home ZIP'), '80203')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByText('7K3M-Q9TD-2HX2')).toBeInTheDocument()
    expect(screen.getByText(/seven, Kilo/)).toBeInTheDocument()
    expect(log).toHaveBeenCalledOnce()
  })

  it('screens by number keys and says when another agency answers', async () => {
    const user = show(<CallScreen />, fakeBridge())
    const [first] = await screen.findAllByRole('radio', { name: /Rights at work/ })
    first?.focus()
    await user.keyboard('3')
    expect(screen.getByRole('radio', { name: /Another agency/ })).toBeChecked()
    expect(await screen.findByText(/Refer to the Wage and Hour Division/)).toBeInTheDocument()
    screen.getByRole('radio', { name: /Another agency/ }).focus()
    await user.keyboard('1')
    screen.getByRole('radio', { name: /Disability/ }).focus()
    await user.keyboard('2')
    expect(screen.getByRole('radio', { name: /Protected veteran/ })).toBeChecked()
  })

  it('offers articles while the description is written and logs the one attached', async () => {
    const bridge = fakeBridge()
    const log = vi.spyOn(bridge.inquiries, 'log')
    const user = show(<CallScreen />, bridge)
    await user.type(await screen.findByLabelText('Home ZIP'), '80203')
    await user.type(screen.getByLabelText('What it is about'), 'What is the deadline?')
    await user.click(await screen.findByRole('button', { name: 'Attach What is the deadline for filing?' }))
    expect(screen.getByRole('button', { name: 'Leave out What is the deadline for filing?' })).toBeInTheDocument()
    await user.keyboard('{Control>}{Enter}{/Control}')
    await screen.findByText('7K3M-Q9TD-2HX2')
    expect(log.mock.calls[0]?.[0].articles).toEqual([{ slug: 'filing-deadlines', version: '3c1f00aa91de', title: 'What is the deadline for filing?' }])
  })

  it('counts minutes and seconds', () => expect([clockWords(0), clockWords(247), clockWords(-5)]).toEqual(['0:00', '4:07', '0:00']))
})
