import type { ReactNode } from 'react'
import { Charts, Figures } from './figures'
import { Choices, Dates, Fields, Ssn } from './fields'
import { Chips, Colours, Empties, Notices } from './signs'
import { LongTable, Tables } from './tables'
import { Dialogs, Drawers, SaveDialogs, TabPages, ToastPage } from './windows'

interface Page {
  key: string
  name: string
  show: () => ReactNode
}

// pages is every piece, in the order of the list. e2e/gallery.mjs walks it.
export const pages: Page[] = [
  { key: 'colours', name: 'Colors and type', show: () => <Colours /> },
  { key: 'buttons', name: 'Buttons, chips, keys', show: () => <Chips /> },
  { key: 'field', name: 'Field', show: () => <Fields /> },
  { key: 'date', name: 'DateField', show: () => <Dates /> },
  { key: 'ssn', name: 'SsnField', show: () => <Ssn /> },
  { key: 'choices', name: 'RadioKeys', show: () => <Choices /> },
  { key: 'table', name: 'Table', show: () => <Tables /> },
  { key: 'table-long', name: 'Table, 100,000 rows', show: () => <LongTable /> },
  { key: 'tabs', name: 'Tabs', show: () => <TabPages /> },
  { key: 'dialog', name: 'Dialog', show: () => <Dialogs /> },
  { key: 'drawer', name: 'Drawer', show: () => <Drawers /> },
  { key: 'save', name: 'SaveDialog', show: () => <SaveDialogs /> },
  { key: 'toast', name: 'Toast', show: () => <ToastPage /> },
  { key: 'notice', name: 'Notice', show: () => <Notices /> },
  { key: 'empty', name: 'EmptyState, Loading, Command', show: () => <Empties /> },
  { key: 'stat', name: 'Stat, Progress', show: () => <Figures /> },
  { key: 'chart', name: 'Chart', show: () => <Charts /> },
]
