import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { Facts } from '.'

describe('Facts', () => {
  it('reads days in words and marks what is empty', () => {
    render(
      <Facts
        facts={[
          { label: 'Received', value: '2026-11-22' },
          { label: 'Phone', value: '' },
        ]}
      />,
    )
    expect(screen.getAllByRole('definition').map((d) => d.textContent)).toEqual(['Nov 22, 2026', '—'])
  })
})
