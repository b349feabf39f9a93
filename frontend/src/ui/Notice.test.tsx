import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Fault } from '../bridge'
import { ErrorSummary, FaultNotice, Field } from '.'

describe('ErrorSummary', () => {
  it('takes the focus and leads to the field', async () => {
    render(
      <>
        <ErrorSummary fault={new Fault('invalid', 'w', [{ name: 'city', words: 'Enter the city' }])} labels={{ city: 'City' }} />
        <Field label="City" name="city" value="" onChange={() => {}} />
      </>,
    )
    expect(screen.getByRole('alert')).toHaveFocus()
    await userEvent.click(screen.getByRole('button', { name: 'City: Enter the city' }))
    expect(screen.getByLabelText('City')).toHaveFocus()
  })
})

describe('FaultNotice', () => {
  it('is heard at once and names the rule', () => {
    render(<FaultNotice fault={new Fault('refused', 'Somebody stands before this person.', [], '5 USC 3319(b)')} />)
    expect(screen.getByRole('alert')).toHaveTextContent('Somebody stands before this person.Rule: 5 USC 3319(b)')
  })
})
