import { memo, useLayoutEffect, useRef } from 'react'
import { type Column, textOf } from './columns'
import { tagsOf } from './tags'
import { controls } from './useTableKeys'

interface Props<Row> {
  row: Row
  index: number
  columns: Column<Row>[]
  active: boolean // the row that Tab stops at
  marked?: boolean // undefined: rows of this table cannot be marked
  top?: number // where it is drawn, when only the rows in sight are
}

function RowView<Row>({ row, index, columns, active, marked, top }: Props<Row>) {
  const box = useRef<HTMLElement>(null)
  const name = columns[0] ? textOf(columns[0], row) : `row ${index + 1}`
  const tags = tagsOf(top !== undefined)
  useLayoutEffect(() => {
    for (const el of box.current?.querySelectorAll<HTMLElement>(controls) ?? []) el.tabIndex = active ? 0 : -1
  })
  return (
    <tags.Row
      ref={box}
      role="row"
      className="table__row"
      data-index={index}
      tabIndex={active ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={marked}
      style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
    >
      {marked !== undefined && (
        <tags.Cell role="gridcell" className="table__cell table__mark">
          <input type="checkbox" aria-label={`Select ${name}`} checked={marked} readOnly />
        </tags.Cell>
      )}
      {columns.map((c) => (
        <tags.Cell key={c.key} role="gridcell" className={`table__cell ${c.align ?? ''} ${c.tight ? 'tight' : ''}`}>
          {c.cell(row)}
        </tags.Cell>
      ))}
    </tags.Row>
  )
}

// Row draws one row, again only when something of it has changed.
export const Row = memo(RowView) as typeof RowView
