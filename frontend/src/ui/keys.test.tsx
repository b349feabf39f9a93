import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { enterMovesOn, RadioKeys } from '.'

describe('Enter', () => {
  it('goes to the next field, past the rest of a group, and keeps lines in a text', async () => {
    render(
      // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keyed form
      <div onKeyDown={enterMovesOn}>
        <input aria-label="one" />
        <RadioKeys
          label="two"
          name="two"
          options={[
            { code: 'a', label: 'A' },
            { code: 'b', label: 'B' },
          ]}
          value={[]}
          onChange={() => {}}
        />
        <input aria-label="passed by" type="checkbox" tabIndex={-1} />
        <textarea aria-label="three" />
      </div>,
    )
    await userEvent.click(screen.getByLabelText('one'))
    await userEvent.keyboard('{Enter}')
    expect(screen.getByLabelText(/A$/)).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    expect(screen.getByLabelText('three')).toHaveFocus()
    await userEvent.keyboard('x{Enter}y')
    expect(screen.getByLabelText('three')).toHaveValue('x\ny')
  })
})
