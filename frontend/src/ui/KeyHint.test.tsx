import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { KeyHint, keysOf } from '.'

describe('KeyHint', () => {
  it('does not make a button longer to hear', () => {
    render(
      <button type="button">
        Lock <KeyHint keys="Ctrl+L" />
      </button>,
    )
    expect(screen.getByRole('button', { name: 'Lock' })).toHaveTextContent('CtrlL')
  })

  it('shows the keys of a Mac on a Mac', () => {
    expect(keysOf('Ctrl+K', true)).toEqual(['⌘', 'K'])
    expect(keysOf('Ctrl+K', false)).toEqual(['Ctrl', 'K'])
  })
})
