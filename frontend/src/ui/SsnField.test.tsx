import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { SsnField } from '.'

describe('SsnField', () => {
  const field = (change: (ssn: string) => void, last4 = '') => <SsnField label="Number" name="ssn" last4={last4} onChange={change} />

  it('hands the number on only when both entries agree, and never shows it', async () => {
    const change = vi.fn()
    render(field(change))
    await userEvent.type(screen.getByLabelText('Number'), '219-09-9999')
    expect(change).not.toHaveBeenCalledWith('219099999')
    await userEvent.type(screen.getByLabelText('Number, typed again'), '219099999')
    expect(change).toHaveBeenLastCalledWith('219099999')
    expect(screen.getByLabelText('Number')).toHaveAttribute('type', 'password')
    expect(document.body.textContent).not.toContain('219')
  })

  it('says that the entries differ once the second is left', async () => {
    const change = vi.fn()
    render(field(change))
    await userEvent.type(screen.getByLabelText('Number'), '219099999')
    await userEvent.type(screen.getByLabelText('Number, typed again'), '219099998')
    await userEvent.tab()
    expect(screen.getByText(/two entries differ/)).toBeInTheDocument()
    expect(change).toHaveBeenLastCalledWith('')
  })

  it('shows only the last four digits of the one on record', () => {
    render(field(() => {}, '9999'))
    expect(screen.getByText(/•••-••-9999 is on record/)).toBeInTheDocument()
  })
})
