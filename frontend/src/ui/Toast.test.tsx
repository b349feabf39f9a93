import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Toasts, useToast } from '.'

function Sayer() {
  const say = useToast()
  return (
    <button type="button" onClick={() => say('The note is saved.')}>
      Save
    </button>
  )
}

describe('Toast', () => {
  it('is heard politely and can be closed', async () => {
    render(
      <Toasts>
        <Sayer />
      </Toasts>,
    )
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect(screen.getByRole('status')).toHaveTextContent('The note is saved.')
    await userEvent.click(screen.getByRole('button', { name: 'Close this message' }))
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
  })
})
