import type { ElementType } from 'react'

interface Tags {
  Table: ElementType
  Head: ElementType
  Body: ElementType
  Row: ElementType
  Header: ElementType
  Cell: ElementType
}

const table: Tags = { Table: 'table', Head: 'thead', Body: 'tbody', Row: 'tr', Header: 'th', Cell: 'td' }
const plain: Tags = { Table: 'div', Head: 'div', Body: 'div', Row: 'div', Header: 'div', Cell: 'div' }

// tagsOf is what a table is made of. One of which only the rows in sight are
// drawn is made of plain boxes with roles: the design system's stripes, rules on
// tr:nth-child, would style every row anew whenever one comes or goes.
export const tagsOf = (virtual: boolean): Tags => (virtual ? plain : table)
