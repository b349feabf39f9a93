import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { Dialog, Drawer } from '.'

describe('Dialog', () => {
  it('puts the focus on its first field and gives it back', () => {
    const shown = render(<button type="button">before</button>)
    screen.getByText('before').focus()
    shown.rerender(
      <>
        <button type="button">before</button>
        <Dialog heading="Export" onClose={() => {}}>
          <input aria-label="path" />
        </Dialog>
      </>,
    )
    expect(screen.getByLabelText('path')).toHaveFocus()
    shown.rerender(<button type="button">before</button>)
    expect(screen.getByText('before')).toHaveFocus()
  })
})

describe('Drawer', () => {
  it('is named by its heading and closes by Escape and by its button', async () => {
    const close = vi.fn()
    render(
      <Drawer heading="Delgado, Rosa" onClose={close}>
        <p>Facts</p>
      </Drawer>,
    )
    const drawer = screen.getByRole('dialog', { name: 'Delgado, Rosa' })
    await userEvent.click(screen.getByRole('button', { name: 'Close' }))
    fireEvent(drawer, new Event('cancel', { cancelable: true }))
    expect(close).toHaveBeenCalledTimes(2)
  })
})
