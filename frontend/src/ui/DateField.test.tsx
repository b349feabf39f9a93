import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Held, held } from '../test/Held'
import { DateField } from '.'

describe('DateField', () => {
  it('takes six digits and reads them back', async () => {
    render(<Held start="">{(value, change) => <DateField label="Received" name="d" value={value} onChange={change} />}</Held>)
    await userEvent.type(screen.getByLabelText('Received'), '112226')
    expect(held()).toBe('2026-11-22')
    expect(screen.getByText('Nov 22, 2026')).toBeInTheDocument()
  })

  it('keeps what is no day and says what to do when it is left', async () => {
    render(<Held start="">{(value, change) => <DateField label="Received" name="d" value={value} onChange={change} />}</Held>)
    await userEvent.type(screen.getByLabelText('Received'), '133326')
    expect(screen.queryByText(/six digits, for example/)).not.toBeInTheDocument()
    await userEvent.tab()
    expect(screen.getByText(/six digits, for example/)).toBeInTheDocument()
    expect(screen.getByLabelText('Received')).toHaveValue('133326')
  })
})
