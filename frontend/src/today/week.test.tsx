import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { fakeBridge } from '../bridge/fake'
import { week } from '../bridge/fakeVacancy'
import { show } from '../test/show'
import { Week } from './Week'

describe('The picture of the week', () => {
  it('has its numbers as tables by day', async () => {
    show(<Week />, fakeBridge())
    const table = await screen.findByRole('table', { name: 'Inquiries received and closed' })
    expect(within(table).getByRole('row', { name: 'Mon 23 14 10' })).toBeInTheDocument()
    expect(screen.getByRole('table', { name: 'Applications received' })).toBeInTheDocument()
  })

  it('says so when nothing came in, and leaves out what the person may not count', async () => {
    const none = [0, 0, 0, 0, 0, 0, 0]
    show(<Week />, fakeBridge({ session: { week: async () => ({ ...week, applications: none, inquiries: [], closed: [] }) } }))
    expect(await screen.findByText('No application came in on these days.')).toBeInTheDocument()
    expect(screen.queryByText('Inquiries received and closed')).not.toBeInTheDocument()
  })

  it('is not there for who may count nothing', async () => {
    let asked = false
    const empty = async () => {
      asked = true
      return { ...week, applications: [], inquiries: [], closed: [] }
    }
    show(<Week />, fakeBridge({ session: { week: empty } }))
    await waitFor(() => expect(asked).toBe(true))
    expect(screen.queryByText('The last seven days')).not.toBeInTheDocument()
  })
})
