import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, type MouseEventHandler, type ReactNode, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Column } from './columns'
import { Row } from './Row'
import { tagsOf } from './tags'
import type { Marking } from './useMarks'
import { useTableKeys } from './useTableKeys'

interface Props<R> {
  rows: R[]
  columns: Column<R>[]
  rowKey: (row: R) => string
  detail?: (row: R) => ReactNode
  active: number
  onActive: (index: number) => void
  marks?: ReadonlySet<string>
  marking: Marking | null
  virtual: boolean // draw only the rows in sight
  scroller: HTMLElement | null
  onClick: MouseEventHandler<HTMLElement>
}

// Item is a row, or what is shown beneath it.
interface Item<R> {
  row: R
  index: number
  more?: ReactNode
}

const usual = 32 // the height of a row before it is measured
const beneath = 96 // and of what is beneath one

// Body is the rows of a table. The active row stays drawn when it is scrolled out
// of sight, so that the keyboard does not lose its place.
export function Body<R>({ rows, columns, rowKey, detail, active, onActive, marks, marking, virtual, scroller, onClick }: Props<R>) {
  const body = useRef<HTMLElement>(null)
  const [height, setHeight] = useState(usual)
  const items = useMemo(() => itemsOf(rows, detail), [rows, detail])
  const place = useMemo(() => (items.length === rows.length ? null : new Map(items.map((it, i) => [it.more ? -1 : it.index, i]))), [items, rows])
  const itemAt = (index: number) => place?.get(index) ?? index

  const activeItem = itemAt(active)
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoized by a compiler
  const virtualizer = useVirtualizer({
    count: virtual ? items.length : 0,
    getScrollElement: () => scroller,
    estimateSize: (i) => (items[i]?.more ? beneath : height),
    // One function for as long as the rows are the same: with another one every row
    // is measured anew.
    getItemKey: useCallback((i: number) => keyOf(items[i], rowKey), [items, rowKey]),
    indexAttribute: 'data-item',
    overscan: 5,
    scrollPaddingEnd: height,
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range)
        if (seen.includes(activeItem) || activeItem >= range.count) return seen
        return activeItem < (seen[0] ?? 0) ? [activeItem, ...seen] : [...seen, activeItem]
      },
      [activeItem],
    ),
  })

  // A person's larger type makes rows higher.
  useLayoutEffect(() => {
    const measured = virtual ? body.current?.querySelector<HTMLElement>('[data-index]')?.offsetHeight : 0
    if (measured && measured !== height) setHeight(measured)
  }, [virtual, height])
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height])

  const keyed = useTableKeys({
    body,
    active,
    count: rows.length,
    page: () => Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / height) - 2),
    marking,
    move(index) {
      onActive(index)
      if (virtual) virtualizer.scrollToIndex(itemAt(index))
    },
  })
  const drawn: { item: Item<R> | undefined; at: number; top?: number }[] = virtual
    ? virtualizer.getVirtualItems().map((v) => ({ item: items[v.index], at: v.index, top: v.start }))
    : items.map((item, at) => ({ item, at }))
  const tags = tagsOf(virtual)
  return (
    <tags.Body
      ref={body}
      role="rowgroup"
      className="table__body"
      style={virtual ? { height: virtualizer.getTotalSize() } : undefined}
      onKeyDown={keyed}
      onClick={onClick}
      onFocus={(e: FocusEvent<HTMLElement>) => {
        const index = e.target.closest<HTMLElement>('[data-index]')?.dataset.index
        if (index !== undefined && Number(index) !== active) onActive(Number(index))
      }}
    >
      {drawn.map(({ item, at, top }) =>
        item?.more ? (
          <tags.Row
            key={`${rowKey(item.row)}-more`}
            ref={virtual ? virtualizer.measureElement : undefined}
            role="row"
            data-item={at}
            className="table__row detail"
            style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
          >
            <tags.Cell role="gridcell" className="table__cell" colSpan={virtual ? undefined : columns.length + (marks ? 1 : 0)}>
              <div className="table__more">{item.more}</div>
            </tags.Cell>
          </tags.Row>
        ) : (
          item && (
            <Row
              key={rowKey(item.row)}
              row={item.row}
              index={item.index}
              columns={columns}
              active={item.index === active}
              marked={marks?.has(rowKey(item.row))}
              top={top}
            />
          )
        ),
      )}
    </tags.Body>
  )
}

function itemsOf<R>(rows: R[], detail?: (row: R) => ReactNode): Item<R>[] {
  return rows.flatMap((row, index) => {
    const more = detail?.(row)
    return more
      ? [
          { row, index },
          { row, index, more },
        ]
      : [{ row, index }]
  })
}

function keyOf<R>(item: Item<R> | undefined, rowKey: (row: R) => string): string {
  if (!item) return ''
  return item.more ? `${rowKey(item.row)}-more` : rowKey(item.row)
}
