import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Held, held } from '../test/Held'
import { Field, SelectField, TextArea } from '.'

describe('Field', () => {
  it('joins label, hint and error for a screen reader', () => {
    render(<Field label="City" name="city" value="" onChange={() => {}} hint="As on the envelope" error="Enter the city" required />)
    const input = screen.getByRole('textbox', { name: /City/ })
    expect(input).toHaveAccessibleDescription('As on the envelope Enter the city')
    expect(input).toBeInvalid()
    expect(input).toBeRequired()
  })
})

describe('SelectField', () => {
  it('is found by its label and hands on the code', async () => {
    const options = [{ code: '09', label: 'Grade 9' }]
    render(<Held start="">{(value, change) => <SelectField label="Grade" name="g" value={value} onChange={change} options={options} />}</Held>)
    await userEvent.selectOptions(screen.getByLabelText('Grade'), 'Grade 9')
    expect(held()).toBe('09')
  })
})

describe('TextArea', () => {
  it('is found by its label and hears its warning', () => {
    render(<TextArea label="Note" name="n" value="" onChange={() => {}} warning="Nobody will answer this note" />)
    expect(screen.getByLabelText('Note')).toHaveAccessibleDescription('Nobody will answer this note')
  })
})
