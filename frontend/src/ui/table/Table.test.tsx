import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Column, Table, type View } from '.'

interface Item {
  id: string
  n: number
  state: string
}

const rows: Item[] = [
  { id: 'b', n: 9, state: 'open' },
  { id: 'a', n: 10, state: 'closed' },
  { id: 'c', n: 1, state: 'open' },
]
const columns: Column<Item>[] = [
  { key: 'id', header: 'Name', sort: (r) => r.id, cell: (r) => <a href={`#/${r.id}`}>{r.id}</a> },
  { key: 'n', header: 'Count', sort: (r) => r.n, cell: (r) => r.n },
  { key: 'state', header: 'State', sort: (r) => r.state, choices: true, cell: (r) => r.state },
  { key: 'secret', header: 'Note', hidden: true, cell: () => 'kept' },
]
const key = (r: Item) => r.id
const order = () => screen.getAllByRole('link').map((l) => l.textContent)
const rowOf = (name: string) => screen.getByRole('link', { name }).closest('[role=row]') as HTMLElement

const kept = () => ({
  save: vi.fn(async (_name: string, _state: object): Promise<string | undefined> => undefined),
  rename: vi.fn(async (_id: string, _name: string): Promise<string | undefined> => undefined),
  remove: vi.fn(async (_id: string): Promise<string | undefined> => undefined),
  setFirst: vi.fn(async (_id: string): Promise<string | undefined> => undefined),
})

describe('Table', () => {
  it('sorts by a header, numbers as numbers, and says so', async () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} />)
    await userEvent.click(screen.getByRole('button', { name: 'Count' }))
    expect(order()).toEqual(['c', 'b', 'a'])
    await userEvent.click(screen.getByRole('button', { name: 'Count' }))
    expect(order()).toEqual(['a', 'b', 'c'])
    expect(screen.getByRole('columnheader', { name: 'Count' })).toHaveAttribute('aria-sort', 'descending')
  })

  it('counts its rows for a screen reader', () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} />)
    expect(screen.getByRole('grid', { name: 'T' })).toHaveAttribute('aria-rowcount', '4')
    expect(rowOf('c')).toHaveAttribute('aria-rowindex', '4')
  })

  it('filters by every word and by a chosen value, and clears again', async () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} tools />)
    await userEvent.selectOptions(screen.getByLabelText('State'), 'open')
    expect(order()).toEqual(['b', 'c'])
    await userEvent.type(screen.getByLabelText('Filter'), '9 OPEN')
    expect(order()).toEqual(['b'])
    expect(screen.getByRole('status')).toHaveTextContent('1 of 3 rows')
    await userEvent.type(screen.getByLabelText('Filter'), 'x')
    await userEvent.click(screen.getByRole('button', { name: 'Clear the filter' }))
    expect(order()).toEqual(['b', 'a', 'c'])
  })

  it('shows the columns that a person chooses', async () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} tools />)
    expect(screen.queryByRole('columnheader', { name: 'Note' })).not.toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }))
    await userEvent.click(screen.getByLabelText('Note'))
    await userEvent.click(screen.getByLabelText('Count'))
    expect(screen.getAllByRole('columnheader').map((h) => h.textContent)).toEqual(['Name', 'State', 'Note'])
  })

  it('saves a view as names of columns, order and filter, and uses it again', async () => {
    const acts = kept()
    const state = { columns: ['id'], order: { key: 'id', down: true }, text: '', chosen: { state: 'open' } }
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} tools views={{ ...acts, all: [{ ...state, id: 'v', name: 'Open ones', first: false }] }} />)
    await userEvent.click(screen.getByRole('button', { name: 'Views' }))
    await userEvent.click(screen.getByRole('button', { name: 'Open ones' }))
    expect(order()).toEqual(['c', 'b'])
    await userEvent.type(screen.getByLabelText('Name of the view'), 'Mine{Enter}')
    expect(acts.save).toHaveBeenCalledWith('Mine', state)
  })

  it('opens with the default view, renames it and says why that was refused', async () => {
    const acts = kept()
    acts.rename.mockResolvedValueOnce('Another view has this name')
    const view: View = { id: 'v', name: 'Open ones', first: true, columns: ['id'], text: '', chosen: { state: 'open' } }
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} tools views={{ ...acts, all: [view] }} />)
    expect(order()).toEqual(['b', 'c'])
    await userEvent.click(screen.getByRole('button', { name: 'Views' }))
    expect(screen.getByRole('button', { name: 'Open the table with Open ones' })).toHaveAttribute('aria-pressed', 'true')
    await userEvent.click(screen.getByRole('button', { name: 'Open the table with Open ones' }))
    expect(acts.setFirst).toHaveBeenCalledWith('')
    await userEvent.click(screen.getByRole('button', { name: 'Rename the view Open ones' }))
    await userEvent.type(screen.getByLabelText('New name of the view'), '!{Enter}')
    expect(await screen.findByText('Another view has this name')).toBeInTheDocument()
    expect(acts.rename).toHaveBeenCalledWith('v', 'Open ones!')
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await userEvent.click(screen.getByRole('button', { name: 'Remove the view Open ones' }))
    expect(acts.remove).toHaveBeenCalledWith('v')
  })
})

describe('The keyboard of a table', () => {
  it('has one stop for Tab and moves by arrows, Home and End', async () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} />)
    await userEvent.tab() // the three headers
    await userEvent.tab()
    await userEvent.tab()
    await userEvent.tab()
    expect(rowOf('b')).toHaveFocus()
    await userEvent.keyboard('{ArrowDown}')
    expect(rowOf('a')).toHaveFocus()
    await userEvent.keyboard('{End}')
    expect(rowOf('c')).toHaveFocus()
    await userEvent.keyboard('{Home}')
    expect(rowOf('b')).toHaveFocus()
    expect(screen.getByRole('link', { name: 'a' })).toHaveAttribute('tabindex', '-1')
  })

  it('goes into a row and takes the link along to the next one', async () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} />)
    rowOf('b').focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(screen.getByRole('link', { name: 'b' })).toHaveFocus()
    await userEvent.keyboard('{ArrowDown}')
    expect(screen.getByRole('link', { name: 'a' })).toHaveFocus()
    await userEvent.keyboard('{ArrowLeft}')
    expect(rowOf('a')).toHaveFocus()
  })

  it('opens the link of a row with Enter', async () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={key} />)
    rowOf('a').focus()
    await userEvent.keyboard('{Enter}')
    expect(window.location.hash).toBe('#/a')
  })
})

describe('Marking rows', () => {
  function Marked() {
    const [keys, onChange] = useState<ReadonlySet<string>>(new Set())
    return (
      <>
        <Table caption="T" columns={columns} rows={rows} rowKey={key} tools marks={{ keys, onChange }} acts={<button type="button">Send</button>} />
        <output aria-label="marked">{[...keys].join(' ')}</output>
      </>
    )
  }
  const marked = () => screen.getByLabelText('marked').textContent

  it('marks with Space, and with Shift and an arrow key the rows between', async () => {
    render(<Marked />)
    rowOf('b').focus()
    await userEvent.keyboard(' ')
    expect(rowOf('b')).toHaveAttribute('aria-selected', 'true')
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    expect(marked()).toBe('b a c')
    expect(within(screen.getByRole('group', { name: 'Selected rows' })).getByRole('button', { name: 'Send' })).toBeInTheDocument()
  })

  it('marks up to a row with Shift and a click', async () => {
    render(<Marked />)
    await userEvent.click(screen.getByLabelText('Select b'))
    const user = userEvent.setup()
    await user.keyboard('{Shift>}')
    await user.click(screen.getByLabelText('Select c'))
    expect(marked()).toBe('b a c')
  })

  it('marks all that are found and no others', async () => {
    render(<Marked />)
    await userEvent.selectOptions(screen.getByLabelText('State'), 'open')
    await userEvent.click(screen.getByLabelText('Select all found'))
    await userEvent.selectOptions(screen.getByLabelText('State'), '')
    expect(marked()).toBe('b c')
    expect(screen.getByLabelText('Select all found')).toBePartiallyChecked()
    await userEvent.click(screen.getByRole('button', { name: 'Clear the selection' }))
    expect(marked()).toBe('')
  })
})

describe('A table of many rows', () => {
  afterEach(() => vi.restoreAllMocks())
  const many: Item[] = Array.from({ length: 5000 }, (_, i) => ({ id: `r${i}`, n: i, state: 'open' }))
  const draw = () => {
    // jsdom measures nothing: the box is 640 pixels high.
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(640)
    vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(800)
    render(<Table caption="T" columns={columns} rows={many} rowKey={key} />)
  }

  it('draws those in sight and counts all', () => {
    draw()
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '5001')
    expect(screen.getAllByRole('row').length).toBeLessThan(60)
  })

  it('keeps the row in hand when another is drawn far away', async () => {
    draw()
    rowOf('r0').focus()
    await userEvent.keyboard('{End}')
    expect(rowOf('r4999')).toHaveFocus()
    expect(rowOf('r4999')).toHaveAttribute('aria-rowindex', '5001')
  })
})
