import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../bridge'
import { CodeField, DateField, Dialog, enterMovesOn, ErrorSummary, Field, RadioKeys, SsnField, Table } from '.'

function Held<T>({ start, children }: { start: T; children: (value: T, change: (value: T) => void) => React.ReactNode }) {
  const [value, change] = useState(start)
  return (
    <>
      {children(value, change)}
      <output>{JSON.stringify(value)}</output>
    </>
  )
}

const held = () => JSON.parse(screen.getByRole('status').textContent ?? '')

describe('Field', () => {
  it('joins label, hint and error for a screen reader', () => {
    render(<Field label="City" name="city" value="" onChange={() => {}} hint="As on the envelope" error="Enter the city" required />)
    const input = screen.getByRole('textbox', { name: /City/ })
    expect(input).toHaveAccessibleDescription('As on the envelope Enter the city')
    expect(input).toBeInvalid()
    expect(input).toBeRequired()
  })
})

describe('DateField', () => {
  it('takes six digits and reads them back', async () => {
    render(<Held start="">{(value, change) => <DateField label="Received" name="d" value={value} onChange={change} />}</Held>)
    await userEvent.type(screen.getByLabelText('Received'), '112226')
    expect(held()).toBe('2026-11-22')
    expect(screen.getByText('Nov 22, 2026')).toBeInTheDocument()
  })

  it('keeps what is no day and says what to do when it is left', async () => {
    render(<Held start="">{(value, change) => <DateField label="Received" name="d" value={value} onChange={change} />}</Held>)
    await userEvent.type(screen.getByLabelText('Received'), '133326')
    expect(screen.queryByText(/six digits, for example/)).not.toBeInTheDocument()
    await userEvent.tab()
    expect(screen.getByText(/six digits, for example/)).toBeInTheDocument()
    expect(screen.getByLabelText('Received')).toHaveValue('133326')
  })
})

describe('SsnField', () => {
  const field = (change: (ssn: string) => void, last4 = '') => <SsnField label="Number" name="ssn" last4={last4} onChange={change} />

  it('hands the number on only when both entries agree, and never shows it', async () => {
    const change = vi.fn()
    render(field(change))
    await userEvent.type(screen.getByLabelText('Number'), '219-09-9999')
    expect(change).not.toHaveBeenCalledWith('219099999')
    await userEvent.type(screen.getByLabelText('Number, typed again'), '219099999')
    expect(change).toHaveBeenLastCalledWith('219099999')
    expect(screen.getByLabelText('Number')).toHaveAttribute('type', 'password')
    expect(document.body.textContent).not.toContain('219')
  })

  it('says that the entries differ once the second is left', async () => {
    const change = vi.fn()
    render(field(change))
    await userEvent.type(screen.getByLabelText('Number'), '219099999')
    await userEvent.type(screen.getByLabelText('Number, typed again'), '219099998')
    await userEvent.tab()
    expect(screen.getByText(/two entries differ/)).toBeInTheDocument()
    expect(change).toHaveBeenLastCalledWith('')
  })

  it('shows only the last four digits of the one on record', () => {
    render(field(() => {}, '9999'))
    expect(screen.getByText(/•••-••-9999 is on record/)).toBeInTheDocument()
  })
})

describe('CodeField', () => {
  it('reads two letters back in words and refuses others', async () => {
    const options = [{ code: 'TX', label: 'Texas' }]
    render(<Held start="">{(value, change) => <CodeField label="State" name="s" value={value} onChange={change} options={options} />}</Held>)
    await userEvent.type(screen.getByLabelText('State'), 'tx')
    expect(screen.getByText('Texas', { selector: 'span' })).toBeInTheDocument()
    await userEvent.clear(screen.getByLabelText('State'))
    await userEvent.type(screen.getByLabelText('State'), 'qq')
    expect(screen.getByText(/No state has the code QQ/)).toBeInTheDocument()
  })
})

describe('RadioKeys', () => {
  const options = Array.from({ length: 14 }, (_, i) => ({ code: `c${i + 1}`, label: `Answer ${i + 1}` }))

  it('marks an answer by its number', async () => {
    render(
      <Held start={[] as string[]}>{(value, change) => <RadioKeys label="Q" name="q" options={options} value={value} onChange={change} />}</Held>,
    )
    await userEvent.tab()
    await userEvent.keyboard('3')
    expect(held()).toEqual(['c3'])
    expect(screen.getByLabelText(/Answer 3$/)).toHaveFocus()
  })

  it('reads two quick digits as one number, also where several answers may be marked', async () => {
    render(
      <Held start={[] as string[]}>
        {(value, change) => <RadioKeys label="Q" name="q" many options={options} value={value} onChange={change} />}
      </Held>,
    )
    await userEvent.tab()
    await userEvent.keyboard('14')
    expect(held()).toEqual(['c14'])
  })
})

describe('Enter', () => {
  it('goes to the next field, past the rest of a group, and keeps lines in a text', async () => {
    render(
      // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keyed form
      <div onKeyDown={enterMovesOn}>
        <input aria-label="one" />
        <RadioKeys
          label="two"
          name="two"
          options={[
            { code: 'a', label: 'A' },
            { code: 'b', label: 'B' },
          ]}
          value={[]}
          onChange={() => {}}
        />
        <input aria-label="passed by" type="checkbox" tabIndex={-1} />
        <textarea aria-label="three" />
      </div>,
    )
    await userEvent.click(screen.getByLabelText('one'))
    await userEvent.keyboard('{Enter}')
    expect(screen.getByLabelText(/A$/)).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    expect(screen.getByLabelText('three')).toHaveFocus()
    await userEvent.keyboard('x{Enter}y')
    expect(screen.getByLabelText('three')).toHaveValue('x\ny')
  })
})

describe('Table', () => {
  const rows = [
    { id: 'b', n: 9 },
    { id: 'a', n: 10 },
  ]
  const columns = [
    { key: 'id', header: 'Name', sort: (r: { id: string }) => r.id, cell: (r: { id: string }) => <a href={`#/${r.id}`}>{r.id}</a> },
    { key: 'n', header: 'Count', sort: (r: { n: number }) => r.n, cell: (r: { n: number }) => r.n },
  ]
  const order = () => screen.getAllByRole('link').map((l) => l.textContent)

  it('sorts by a header, numbers as numbers', async () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={(r) => r.id} />)
    await userEvent.click(screen.getByRole('button', { name: 'Count' }))
    expect(order()).toEqual(['b', 'a'])
    await userEvent.click(screen.getByRole('button', { name: /Count/ }))
    expect(order()).toEqual(['a', 'b'])
    expect(screen.getByRole('columnheader', { name: /Count/ })).toHaveAttribute('aria-sort', 'descending')
  })

  it('moves between rows with the arrow keys', async () => {
    render(<Table caption="T" columns={columns} rows={rows} rowKey={(r) => r.id} />)
    screen.getByRole('link', { name: 'b' }).focus()
    await userEvent.keyboard('{ArrowDown}')
    expect(screen.getByRole('link', { name: 'a' })).toHaveFocus()
  })
})

describe('ErrorSummary', () => {
  it('takes the focus and leads to the field', async () => {
    render(
      <>
        <ErrorSummary fault={new Fault('invalid', 'w', [{ name: 'city', words: 'Enter the city' }])} labels={{ city: 'City' }} />
        <Field label="City" name="city" value="" onChange={() => {}} />
      </>,
    )
    expect(screen.getByRole('alert')).toHaveFocus()
    await userEvent.click(screen.getByRole('button', { name: 'City: Enter the city' }))
    expect(screen.getByLabelText('City')).toHaveFocus()
  })
})

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
