export type { Column, Order, TableState } from './columns'
export { Table } from './Table'
export type { Marks } from './useMarks'
export type { View, Views } from './ViewsMenu'
