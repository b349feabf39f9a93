import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Popover } from '.'

describe('Popover', () => {
  it('opens with the focus inside, and gives it back at Escape', async () => {
    render(
      <Popover label="Columns">
        <input type="checkbox" aria-label="Name" />
      </Popover>,
    )
    const button = screen.getByRole('button', { name: 'Columns' })
    await userEvent.click(button)
    expect(button).toHaveAttribute('aria-expanded', 'true')
    expect(screen.getByLabelText('Name')).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByLabelText('Name')).not.toBeInTheDocument()
    expect(button).toHaveFocus()
  })
})
