import { type MouseEvent, type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { Bar, type Views } from './Bar'
import { Body } from './Body'
import { type Column, findRows, hayOf, type Order, sortRows, startOf, stateOf, type TableState, widthsOf } from './columns'
import { Head } from './Head'
import { tagsOf } from './tags'
import { type Marks, useMarks } from './useMarks'

interface Props<Row> {
  caption: string // heard, not seen
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  initial?: Order
  detail?: (row: Row) => ReactNode // shown beneath a row, across all columns
  tools?: boolean // a bar with filter and columns above
  views?: Views // the bar offers saved views
  marks?: Marks // rows can be marked
  acts?: ReactNode // what can be done with the marked ones
}

// From this many rows on only those in sight are drawn.
const many = 100

// Table shows rows that can be sorted, filtered, marked and walked through by
// keyboard. Its columns keep still: with many rows each is one line high.
export function Table<Row>({ caption, columns, rows, rowKey, initial, detail, tools, views, marks, acts }: Props<Row>) {
  const [state, setState] = useState(() => stateOf(views?.all.find((v) => v.first) ?? startOf(columns, initial)))
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const [active, setActive] = useState(0)
  const text = useDeferredValue(state.text)
  const hay = useMemo(() => once(() => hayOf(rows, columns)), [rows, columns])
  const found = useMemo(() => findRows(rows, columns, text, state.chosen, hay), [rows, columns, text, state.chosen, hay])
  const sorted = useMemo(() => sortRows(found, columns, state.order), [found, columns, state.order])
  const shown = useMemo(() => columns.filter((c) => state.columns.includes(c.key)), [columns, state.columns])
  const virtual = sorted.length > many
  const widths = useMemo(() => (virtual ? widthsOf(shown, rows) : null), [virtual, shown, rows])
  const marking = useMarks(marks, sorted.length, (i) => (sorted[i] === undefined ? '' : rowKey(sorted[i])))
  const markedHere = useMemo(
    () => (marks && marks.keys.size > 0 ? sorted.filter((r) => marks.keys.has(rowKey(r))).length : 0),
    [marks, sorted, rowKey],
  )

  const change = (next: Partial<TableState>) => {
    setState((now) => ({ ...now, ...next }))
    setActive(0)
    scroller?.scrollTo(0, 0)
  }
  const clicked = (e: MouseEvent<HTMLElement>) => {
    const at = e.target as HTMLElement
    const index = Number(at.closest<HTMLElement>('[data-index]')?.dataset.index ?? -1)
    if (index < 0) return
    if (e.shiftKey) marking.upTo(index)
    else if (at.closest('.table__mark')) marking.toggle(index)
  }

  const tags = tagsOf(virtual)
  return (
    <div className="table-frame">
      {tools && <Bar {...{ columns, rows, state, change, views }} found={sorted.length} />}
      {tools && marks && marks.keys.size > 0 && (
        <div className="table-marked" role="group" aria-label="Selected rows">
          <strong>{marks.keys.size.toLocaleString('en-US')} selected</strong>
          {acts}
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => marks.onChange(new Set())}>
            Clear the selection
          </button>
        </div>
      )}
      {sorted.length === 0 && rows.length > 0 ? (
        <div className="empty">
          <h2 className="empty__heading">Nothing matches the filter</h2>
          <button type="button" className="usa-button usa-button--outline" onClick={() => change({ text: '', chosen: {} })}>
            Clear the filter
          </button>
        </div>
      ) : (
        <div className="table-wrap" ref={setScroller}>
          <tags.Table
            className={`table ${virtual ? 'table--virtual' : ''}`}
            role="grid"
            aria-label={caption}
            aria-rowcount={sorted.length + 1}
            aria-colcount={shown.length + (marks ? 1 : 0)}
            aria-multiselectable={marks ? true : undefined}
            style={widths ? ({ '--columns': `${marks ? '3rem ' : ''}${widths.template}`, minWidth: `${widths.least}ch` } as object) : undefined}
          >
            <Head
              columns={shown}
              order={state.order}
              onOrder={(order) => change({ order })}
              marked={marks && (markedHere === 0 ? 'none' : markedHere === sorted.length ? 'all' : 'some')}
              virtual={virtual}
              onMarkAll={(on) => (on ? marking.all() : marking.none())}
            />
            <Body
              {...{ rowKey, detail, virtual, scroller }}
              active={Math.min(active, sorted.length - 1)}
              columns={shown}
              rows={sorted}
              marks={marks?.keys}
              marking={marks ? marking : null}
              onActive={setActive}
              onClick={clicked}
            />
          </tags.Table>
        </div>
      )}
    </div>
  )
}

// once does the work when it is first asked for, and keeps the answer.
function once<T>(work: () => T): () => T {
  let kept: { value: T } | undefined
  return () => (kept ??= { value: work() }).value
}
