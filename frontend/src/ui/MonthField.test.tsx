import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Held, held } from '../test/Held'
import { MonthField } from '.'

describe('MonthField', () => {
  it('takes four digits, and P for present where that is allowed', async () => {
    render(<Held start="">{(value, change) => <MonthField label="To" name="m" value={value} onChange={change} present />}</Held>)
    await userEvent.type(screen.getByLabelText('To'), '0319')
    expect(held()).toBe('03/2019')
    await userEvent.clear(screen.getByLabelText('To'))
    await userEvent.type(screen.getByLabelText('To'), 'p')
    expect(held()).toBe('present')
  })

  it('says what to do when it is left with what is no month', async () => {
    render(<Held start="">{(value, change) => <MonthField label="To" name="m" value={value} onChange={change} />}</Held>)
    await userEvent.type(screen.getByLabelText('To'), '1319')
    await userEvent.tab()
    expect(screen.getByLabelText('To')).toHaveAccessibleDescription(/Enter a month and year as four digits/)
  })
})
