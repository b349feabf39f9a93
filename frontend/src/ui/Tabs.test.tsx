import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Held, held } from '../test/Held'
import { Tabs } from '.'

describe('Tabs', () => {
  const tabs = [
    { key: 'a', label: 'Announcement' },
    { key: 'q', label: 'Questions', count: 12 },
  ]

  it('moves between tabs by the arrow keys and shows the panel of the current one', async () => {
    render(
      <Held start="a">
        {(at, change) => (
          <Tabs label="Vacancy" tabs={tabs} current={at} onChange={change}>
            panel {at}
          </Tabs>
        )}
      </Held>,
    )
    screen.getByRole('tab', { name: 'Announcement' }).focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(screen.getByRole('tab', { name: 'Questions 12' })).toHaveFocus()
    expect(screen.getByRole('tabpanel', { name: 'Questions 12' })).toHaveTextContent('panel q')
    await userEvent.keyboard('{Home}')
    expect(held()).toBe('a')
  })
})
