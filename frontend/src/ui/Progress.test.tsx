import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { timeLeft } from './Progress'
import { Progress } from '.'

describe('Progress', () => {
  it('says counts and the time left, and can be cancelled', async () => {
    const cancel = vi.fn()
    render(<Progress label="Rating" done={2500} total={10_000} elapsed={20_000} unit="applications" onCancel={cancel} />)
    const bar = screen.getByRole('progressbar', { name: 'Rating' })
    expect(bar).toHaveAttribute('aria-valuenow', '2500')
    expect(bar).toHaveAttribute('aria-valuetext', '2,500 of 10,000 applications, 1 min left')
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(cancel).toHaveBeenCalledOnce()
  })

  it('has no value while the end is not known', () => {
    render(<Progress label="First sync" done={18} unit="records" />)
    expect(screen.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow')
    expect(screen.queryByRole('button')).not.toBeInTheDocument()
  })
})

describe('timeLeft', () => {
  it.each([
    [1, 100, 1_000, ''],
    [50, 100, 10_000, '10 s left'],
    [50, 100, 12_000, '15 s left'],
    [10, 100, 60_000, '9 min left'],
    [10, 100, 7_200_000, '18 h left'],
    [100, 100, 10_000, ''],
    [50, 100, 2_000, ''],
  ])('reads %i of %i after %i ms', (done, total, elapsed, words) => {
    expect(timeLeft(done, total, elapsed)).toBe(words)
  })
})
