import { useId, useMemo } from 'react'
import { Popover } from '../Popover'
import { choicesOf, type Column, type TableState } from './columns'
import { type Views, ViewsMenu } from './ViewsMenu'

export type { Views } from './ViewsMenu'

interface Props<Row> {
  columns: Column<Row>[]
  rows: Row[]
  found: number
  state: TableState
  change: (next: Partial<TableState>) => void
  views?: Views
}

// Bar is what stands above a table: the filter, the columns' choices, how many
// rows are found, which columns are shown, and the saved views.
export function Bar<Row>({ columns, rows, found, state, change, views }: Props<Row>) {
  const id = useId()
  return (
    <div className="table-bar" role="group" aria-label="Find in the table">
      <span className="table-bar__one">
        <label htmlFor={`${id}-text`}>Filter</label>
        <input
          id={`${id}-text`}
          className="usa-input table-bar__text"
          type="search"
          autoComplete="off"
          spellCheck={false}
          value={state.text}
          onChange={(e) => change({ text: e.target.value })}
        />
      </span>
      {columns
        .filter((c) => c.choices)
        .map((c) => (
          <Choice
            key={c.key}
            column={c}
            rows={rows}
            value={state.chosen[c.key] ?? ''}
            onChange={(v) => change({ chosen: { ...state.chosen, [c.key]: v } })}
          />
        ))}
      <span className="quiet number" role="status">
        {found === rows.length ? '' : `${words(found)} of `}
        {words(rows.length)} {rows.length === 1 ? 'row' : 'rows'}
      </span>
      <span className="table-bar__menus">
        <Popover label="Columns">
          <fieldset className="choices">
            <legend className="usa-label">Columns to show</legend>
            {columns.map((c) => (
              <label key={c.key} className="check">
                <input
                  type="checkbox"
                  checked={state.columns.includes(c.key)}
                  disabled={state.columns.length === 1 && state.columns[0] === c.key}
                  onChange={(e) => change({ columns: e.target.checked ? [...state.columns, c.key] : state.columns.filter((k) => k !== c.key) })}
                />
                {c.header}
              </label>
            ))}
          </fieldset>
        </Popover>
        {views && <ViewsMenu views={views} state={state} onUse={change} />}
      </span>
    </div>
  )
}

const words = (n: number) => n.toLocaleString('en-US')

interface ChoiceProps<Row> {
  column: Column<Row>
  rows: Row[]
  value: string
  onChange: (value: string) => void
}

function Choice<Row>({ column, rows, value, onChange }: ChoiceProps<Row>) {
  const id = useId()
  const choices = useMemo(() => choicesOf(column, rows), [column, rows])
  return (
    <span className="table-bar__one">
      <label htmlFor={id}>{column.header}</label>
      <select id={id} className="usa-select" value={value} onChange={(e) => onChange(e.target.value)}>
        <option value="">All</option>
        {choices.map((c) => (
          <option key={c}>{c}</option>
        ))}
      </select>
    </span>
  )
}
