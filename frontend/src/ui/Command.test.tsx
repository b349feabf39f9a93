import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { Command } from './Command'

describe('a command', () => {
  it('is one line to copy, broken between words alone', () => {
    render(<Command line={'civicdesk recover --data "/home/rosa/My Files" --key FILE'} />)
    expect(document.querySelector('code')?.textContent).toBe('civicdesk recover --data "/home/rosa/My Files" --key FILE')
    expect(screen.getByText('--data')).toHaveClass('command__word')
  })
})
