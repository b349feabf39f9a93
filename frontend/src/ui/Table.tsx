import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react'

export interface Column<Row> {
  key: string
  header: string
  cell: (row: Row) => ReactNode
  sort?: (row: Row) => string | number
  align?: 'right'
  tight?: boolean
}

interface Props<Row> {
  caption: string // heard, not seen
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  initial?: { key: string; down?: boolean }
  detail?: (row: Row) => ReactNode // shown beneath a row, across all columns
}

// How many rows are drawn before a person asks for more: a page of a thousand
// rows is slow to draw and nobody reads it.
const step = 200

// Table shows rows that can be sorted by their headers; the up and down keys
// move between the rows' links.
export function Table<Row>({ caption, columns, rows, rowKey, initial, detail }: Props<Row>) {
  const [order, setOrder] = useState(initial)
  const [shown, setShown] = useState(step)
  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order])
  return (
    <div className="table-wrap">
      <table className="table" onKeyDown={moveByArrows}>
        <caption className="usa-sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.key} scope="col" className={c.align} aria-sort={ariaSort(order, c.key)}>
                {c.sort ? (
                  <button type="button" className="table__sort" onClick={() => setOrder({ key: c.key, down: order?.key === c.key && !order.down })}>
                    {c.header}
                    <span aria-hidden="true">{order?.key === c.key ? (order.down ? '▾' : '▴') : ''}</span>
                  </button>
                ) : (
                  c.header
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown).map((row) => {
            const more = detail?.(row)
            return [
              <tr key={rowKey(row)}>
                {columns.map((c) => (
                  <td key={c.key} className={`${c.align ?? ''} ${c.tight ? 'tight' : ''}`}>
                    {c.cell(row)}
                  </td>
                ))}
              </tr>,
              more ? (
                <tr key={`${rowKey(row)}-more`} className="detail">
                  <td colSpan={columns.length}>{more}</td>
                </tr>
              ) : null,
            ]
          })}
        </tbody>
      </table>
      {sorted.length > shown && (
        <p className="row" style={{ padding: '0.6rem' }}>
          <button type="button" className="usa-button usa-button--outline" onClick={() => setShown(shown + step)}>
            Show {Math.min(step, sorted.length - shown)} more
          </button>
          <span className="quiet">
            {shown} of {sorted.length} shown
          </span>
        </p>
      )}
    </div>
  )
}

function sortRows<Row>(rows: Row[], columns: Column<Row>[], order?: { key: string; down?: boolean }): Row[] {
  const by = columns.find((c) => c.key === order?.key)?.sort
  if (!by) return rows
  const way = order?.down ? -1 : 1
  return [...rows].sort((a, b) => {
    const x = by(a)
    const y = by(b)
    if (typeof x === 'number' && typeof y === 'number') return way * (x - y)
    return way * String(x).localeCompare(String(y), undefined, { numeric: true })
  })
}

function ariaSort(order: { key: string; down?: boolean } | undefined, key: string) {
  if (order?.key !== key) return undefined
  return order.down ? 'descending' : 'ascending'
}

function moveByArrows(e: KeyboardEvent<HTMLTableElement>) {
  if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return
  if (!(e.target instanceof HTMLAnchorElement)) return
  const links = [...e.currentTarget.querySelectorAll<HTMLElement>('tbody a')]
  const next = links[links.indexOf(e.target) + (e.key === 'ArrowDown' ? 1 : -1)]
  if (!next) return
  e.preventDefault()
  next.focus()
}
