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
    expect(screen.getByLabelText('County')).toHaveValue('08031')
    expect(screen.getAllByText(/Denver Office/)[0]).toBeInTheDocument()
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

  it('counts minutes and seconds', () => expect([clockWords(0), clockWords(247), clockWords(-5)]).toEqual(['0:00', '4:07', '0:00']))
})
