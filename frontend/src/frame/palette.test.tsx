import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import type { desktop } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { session } from '../bridge/fakeData'
import { show } from '../test/show'
import { Palette } from './Palette'
import { railFor } from './rail'

const nothing = () => {}

function open(bridge = fakeBridge()) {
  const user = show(
    <Palette
      rail={railFor(session.rights)}
      rights={session.rights}
      commands={{ lock: nothing, sync: nothing, help: nothing, link: nothing }}
      recent={[]}
      onDone={nothing}
      onClose={nothing}
    />,
    bridge,
  )
  return { user, bridge }
}

const box = () => screen.getByRole('combobox')

describe('the palette', () => {
  it('finds people, vacancies, inquiries and articles, by kind, with what was typed marked', async () => {
    const { user } = open()
    await user.type(box(), 'mu')
    const people = await screen.findByRole('group', { name: 'Inquiries' })
    expect(within(people).getAllByText('Mu')[0]?.tagName).toBe('MARK')
    await user.clear(box())
    await user.type(box(), 'okafor')
    expect(await screen.findByRole('group', { name: 'People' })).toHaveTextContent('Okafor, Chidi')
    await user.clear(box())
    await user.type(box(), 'front ra')
    expect(await screen.findByRole('option', { name: /Company/ })).toHaveTextContent('Company: Front Range Logistics')
  })

  it('opens what is found by keyboard alone, also when Enter comes before the answer', async () => {
    const { user } = open()
    await user.type(box(), 'okafor{Enter}')
    await waitFor(() => expect(window.location.hash).toBe('#/application/a1'))
  })

  it('offers a paper application to vacancies that take one, and not to a draft', async () => {
    const bridge = fakeBridge()
    const rows = await bridge.hiring.vacancies()
    bridge.hiring.vacancies = async () => rows.map((v, i) => (i === 0 ? { ...v, status: 'draft' } : v))
    const { user } = open(bridge)
    await screen.findByRole('option', { name: /Key a paper application/ })
    await user.type(box(), 'key a paper{Enter}')
    const list = await screen.findByRole('group', { name: 'Key a paper application to' })
    expect(within(list).getAllByRole('option')).toHaveLength(rows.length - 1)
    expect(list).not.toHaveTextContent(rows[0]?.number ?? '')
  })

  it('asks once for what is typed in one go', async () => {
    const { user, bridge } = open()
    const everything = vi.spyOn(bridge.find, 'everything')
    await user.type(box(), 'okafor')
    await screen.findByRole('group', { name: 'People' })
    expect(everything.mock.calls.map(([t]) => t)).toEqual(['okafor'])
  })

  it('drops an answer that comes too late', async () => {
    const late: ((v: desktop.FoundView) => void)[] = []
    const row = (label: string): desktop.FoundView => ({
      rows: [{ kind: 'people', link: `#/application/${label}`, label: [{ text: label, hit: true }], more: '', field: '', where: [] }],
      complete: true,
    })
    const bridge = fakeBridge({ find: { everything: (text) => (text === 'old' ? new Promise((answer) => late.push(answer)) : Promise.resolve(row(text))) } })
    const { user } = open(bridge)
    await user.type(box(), 'old')
    await waitFor(() => expect(late).toHaveLength(1))
    await user.clear(box())
    await user.type(box(), 'new')
    expect(await screen.findByRole('option', { name: 'new' })).toBeInTheDocument()
    late[0]?.(row('old'))
    await new Promise((r) => window.setTimeout(r, 50))
    expect(screen.queryByRole('option', { name: 'old' })).not.toBeInTheDocument()
  })

  it('says that records are still being read', async () => {
    const { user } = open(fakeBridge({ find: { everything: async () => ({ rows: [], complete: false }) } }))
    await user.type(box(), 'zz')
    expect(await screen.findByText(/still being read/)).toBeInTheDocument()
  })
})
