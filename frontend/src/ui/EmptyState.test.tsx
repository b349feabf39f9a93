import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { EmptyState } from '.'

describe('EmptyState', () => {
  it('says why nothing is here and what to do', () => {
    render(
      <EmptyState heading="No vacancies yet" action={<button type="button">Sync now</button>}>
        They appear after the next sync.
      </EmptyState>,
    )
    expect(screen.getByRole('heading', { name: 'No vacancies yet' })).toBeInTheDocument()
    expect(screen.getByText('They appear after the next sync.')).toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Sync now' })).toBeInTheDocument()
  })
})
