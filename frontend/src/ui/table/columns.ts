import type { ReactNode } from 'react'

// Column is one column of a Table: what it shows of a row, and by what it is
// sorted, filtered and chosen.
export interface Column<Row> {
  key: string
  header: string
  cell: (row: Row) => ReactNode
  sort?: (row: Row) => string | number // without it the column cannot be sorted
  text?: (row: Row) => string // what the filter reads; what sort gives when left out
  choices?: boolean // the bar offers the column's values, one can be chosen
  hidden?: boolean // not shown until a person asks for it
  align?: 'right'
  tight?: boolean // never wraps
  chip?: boolean // its cells are chips: wider than their words, and never cut off
}

// Order is the column that a table is sorted by.
export interface Order {
  key: string
  down?: boolean
}

// TableState is what a person can change of a table. It holds names of columns
// and what was typed or chosen, never rows.
export interface TableState {
  columns: string[]
  order?: Order
  text: string
  chosen: Record<string, string>
}

// stateOf is the state alone of what holds more.
export function stateOf({ columns, order, text, chosen }: TableState): TableState {
  return { columns, order, text, chosen }
}

// startOf is the state in which a table begins.
export function startOf<Row>(columns: Column<Row>[], order?: Order): TableState {
  return { columns: columns.filter((c) => !c.hidden).map((c) => c.key), order, text: '', chosen: {} }
}

// textOf is what a column says of a row in plain text.
export function textOf<Row>(column: Column<Row>, row: Row): string {
  return column.text ? column.text(row) : column.sort ? String(column.sort(row)) : ''
}

// hayOf is one text for each row, in which the filter looks.
export function hayOf<Row>(rows: Row[], columns: Column<Row>[]): string[] {
  return rows.map((row) =>
    columns
      .map((c) => textOf(c, row))
      .join('\n')
      .toLowerCase(),
  )
}

// findRows keeps the rows that hold every word of the text and the chosen values.
// hay is asked for only when there is a text.
export function findRows<Row>(rows: Row[], columns: Column<Row>[], text: string, chosen: Record<string, string>, hay: () => string[]): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const wanted = columns.filter((c) => chosen[c.key])
  if (words.length === 0 && wanted.length === 0) return rows
  const texts = words.length > 0 ? hay() : []
  return rows.filter((row, i) => words.every((w) => texts[i]?.includes(w)) && wanted.every((c) => textOf(c, row) === chosen[c.key]))
}

const collator = new Intl.Collator(undefined, { numeric: true })

// sortRows sorts numbers as numbers and texts as people read them; rows that are
// equal keep their places.
export function sortRows<Row>(rows: Row[], columns: Column<Row>[], order?: Order): Row[] {
  const by = columns.find((c) => c.key === order?.key)?.sort
  if (!by) return rows
  const way = order?.down ? -1 : 1
  const keys = rows.map(by)
  const places = rankOf(keys)
  return rows
    .map((row, i) => ({ row, place: places(keys[i] ?? '') }))
    .sort((a, b) => way * (a.place - b.place))
    .map(({ row }) => row)
}

// rankOf compares each different text once: columns of many rows hold few of them.
function rankOf(keys: (string | number)[]): (key: string | number) => number {
  if (keys.every((k) => typeof k === 'number')) return Number
  const texts = [...new Set(keys.map(String))].sort(collator.compare)
  const ranks = new Map(texts.map((t, i) => [t, i]))
  return (key) => ranks.get(String(key)) ?? 0
}

// choicesOf is the different values of a column, sorted.
export function choicesOf<Row>(column: Column<Row>, rows: Row[]): string[] {
  return [...new Set(rows.map((row) => textOf(column, row)))].filter(Boolean).sort(collator.compare)
}

const sample = 200 // rows that are looked at for the widths
const room = 4 // characters beside a text: the cell's padding
const chipRoom = 8 // and beside a chip's: its glyph, border and bold letters

// widthsOf gives each column a share of the width by the length of its texts, as
// a grid template, and the least width of all. Looking at texts, not at the
// screen, keeps columns still while a person scrolls.
export function widthsOf<Row>(columns: Column<Row>[], rows: Row[]): { template: string; least: number } {
  // Steps of the golden ratio fall in with no pattern in the rows.
  const seen = Array.from({ length: sample }, (_, i) => rows[Math.floor(((i * 0.618034) % 1) * rows.length)]).filter((row) => row !== undefined)
  const widths = columns.map((c) => {
    const longest = Math.max(0, ...seen.map((row) => textOf(c, row).length))
    const wide = Math.min(44, Math.max(c.header.length + 1 + room, longest + (c.chip ? chipRoom : room)))
    return { wide, least: c.tight || c.align || c.chip ? wide : Math.min(wide, 16) }
  })
  return {
    template: widths.map((w) => `minmax(${w.least}ch, ${w.wide}fr)`).join(' '),
    least: widths.reduce((sum, w) => sum + w.least, 0),
  }
}
