import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { fakeBridge } from '../bridge/fake'
import { second } from '../bridge/fakeData'
import { show } from '../test/show'
import { SecondKeying } from './SecondKeying'

describe('the second keying', () => {
  it('asks for every critical field, blank, and shows no first value', async () => {
    show(<SecondKeying id="p2" />, fakeBridge())
    expect(await screen.findByLabelText('Last name')).toHaveValue('')
    expect(screen.getByLabelText('Date received')).toHaveValue('')
    expect(document.body.textContent).not.toContain('Abdelaziz')
  })

  it('shows differences side by side and finishes with the choice', async () => {
    const bridge = fakeBridge()
    const keySecond = vi.spyOn(bridge.hiring, 'keySecond')
    const settle = vi.spyOn(bridge.hiring, 'settleKeying')
    const user = show(<SecondKeying id="p2" />, bridge)
    await user.type(await screen.findByLabelText('Last name'), 'Abdelazis')
    await user.keyboard('{Control>}{Enter}{/Control}')
    await user.click(await screen.findByLabelText('Abdelaziz'))
    expect(keySecond.mock.lastCall?.[1]).toContainEqual({ field: 'lastName', values: ['Abdelazis'] })
    await user.click(screen.getByRole('button', { name: /Keep what is chosen/ }))
    expect(await screen.findByRole('heading', { name: 'Review before it is finished' })).toHaveFocus()
    expect(settle).toHaveBeenCalledWith('p2', [{ field: 'lastName', values: ['first'] }])
  })

  it('shows the whole application before it is finished', async () => {
    const bridge = fakeBridge({ hiring: { keySecond: async () => ({ finished: false, words: 'Both keyings agree.', differences: [] }) } })
    const finish = vi.spyOn(bridge.hiring, 'finishKeying')
    const user = show(<SecondKeying id="p2" />, bridge)
    await user.type(await screen.findByLabelText('Last name'), 'Abdelaziz')
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByText('•••-••-6789', { exact: false })).toBeInTheDocument()
    expect(finish).not.toHaveBeenCalled()
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByText('The application is finished.')).toBeInTheDocument()
    expect(finish).toHaveBeenCalledWith('p2')
  })

  it('cannot finish before every difference is chosen', async () => {
    const bridge = fakeBridge({
      hiring: {
        secondKeying: async () => ({
          ...second,
          fields: [],
          differences: [
            { field: 'lastName', label: 'Last name', kind: 'text', first: 'A', second: 'B', hidden: false },
            { field: 'ssn', label: 'Social Security number', kind: 'text', first: '', second: '', hidden: true },
          ],
        }),
      },
    })
    const user = show(<SecondKeying id="p2" />, bridge)
    const finish = await screen.findByRole('button', { name: /Keep what is chosen/ })
    await user.click(screen.getByLabelText('B'))
    expect(finish).toBeDisabled()
    await user.type(screen.getByLabelText('Key it once more from the paper'), '219099999')
    await user.type(screen.getByLabelText('Key it once more from the paper, typed again'), '219099999')
    await waitFor(() => expect(finish).toBeEnabled())
  })
})
