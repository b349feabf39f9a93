import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { ticksOf } from './chartScale'
import { Chart } from '.'

describe('Chart', () => {
  const chart = <Chart label="Inquiries by week" kind="bar" at="Week" points={['Nov 2', 'Nov 9']} series={[{ name: 'Asked', values: [1301, 287] }]} />

  it('gives a screen reader its numbers as a table, drawn or not', () => {
    render(chart)
    const table = screen.getByRole('table', { name: 'Inquiries by week' })
    expect(within(table).getByRole('row', { name: 'Nov 2 1,301' })).toBeInTheDocument()
    expect(screen.getByRole('figure', { name: 'Inquiries by week' }).querySelector('svg')).toHaveAttribute('aria-hidden', 'true')
  })

  it('shows the table in place of the picture when asked', async () => {
    render(chart)
    await userEvent.click(screen.getByRole('button', { name: 'Show the table' }))
    expect(screen.getByRole('figure').querySelector('svg')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Show the chart' }))
    expect(screen.getByRole('figure').querySelector('svg')).not.toBeNull()
  })
})

describe('ticksOf', () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [301, [0, 100, 200, 300, 400]],
    [97, [0, 25, 50, 75, 100]],
    [7, [0, 2, 4, 6, 8]],
    [2, [0, 1, 2]],
    [0.8, [0, 0.2, 0.4, 0.6000000000000001, 0.8]],
  ])('covers %i with round numbers', (largest, ticks) => {
    expect(ticksOf(largest)).toEqual(ticks)
  })
})
