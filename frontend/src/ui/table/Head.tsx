import { useEffect, useRef } from 'react'
import type { Column, Order } from './columns'
import { tagsOf } from './tags'

interface Props<Row> {
  columns: Column<Row>[]
  order?: Order
  onOrder: (order: Order) => void
  marked?: 'all' | 'some' | 'none' // undefined: rows of this table cannot be marked
  onMarkAll: (on: boolean) => void
  virtual: boolean
}

// Head is the row of headers: each sorts by its column, and the other way when it
// is pressed again.
export function Head<Row>({ columns, order, onOrder, marked, onMarkAll, virtual }: Props<Row>) {
  const tags = tagsOf(virtual)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = marked === 'some'
  }, [marked])
  return (
    <tags.Head role="rowgroup" className="table__head">
      <tags.Row role="row" className="table__row" aria-rowindex={1}>
        {marked && (
          <tags.Header role="columnheader" className="table__header table__mark">
            <input ref={box} type="checkbox" aria-label="Select all found" checked={marked === 'all'} onChange={(e) => onMarkAll(e.target.checked)} />
          </tags.Header>
        )}
        {columns.map((c) => (
          <tags.Header key={c.key} role="columnheader" className={`table__header ${c.align ?? ''}`} aria-sort={ariaSort(order, c.key)}>
            {c.sort ? (
              <button type="button" className="table__sort" onClick={() => onOrder({ key: c.key, down: order?.key === c.key && !order.down })}>
                <span className="table__words">{c.header}</span>
                <span className="table__arrow" aria-hidden="true">
                  {order?.key === c.key ? (order.down ? '▾' : '▴') : ''}
                </span>
              </button>
            ) : (
              c.header
            )}
          </tags.Header>
        ))}
      </tags.Row>
    </tags.Head>
  )
}

function ariaSort(order: Order | undefined, key: string) {
  if (order?.key !== key) return undefined
  return order.down ? 'descending' : 'ascending'
}
