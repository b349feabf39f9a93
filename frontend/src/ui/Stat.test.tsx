import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { Stat, Stats } from '.'

describe('Stat', () => {
  it('is a term with its value and what that is measured against', () => {
    render(
      <Stats>
        <Stat label="Time to hire" value="92 days" more="The goal is 80 days" level="warn" />
      </Stats>,
    )
    expect(screen.getByText('Time to hire').tagName).toBe('DT')
    expect(screen.getAllByRole('definition').map((d) => d.textContent)).toEqual(['92 days', '◔ The goal is 80 days'])
  })
})
