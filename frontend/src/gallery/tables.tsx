import { useMemo, useState } from 'react'
import { type Column, dayWords, StatusChip, Table, type View, Why } from '../ui'
import { State } from './State'

interface Person {
  id: string
  name: string
  office: string
  grade: number
  received: string
  state: string
}

const names = ['Abdelaziz', 'Ångström', 'Carter', 'Delgado', 'Haddad', 'Muñoz', 'Okafor', 'Peña', 'Tanaka', 'Zieliński']
const offices = ['Denver Office', 'Headquarters', 'Seattle Office', 'Office of the Regional Administrator, Region VIII']
const states = ['eligible', 'ineligible', 'keyed', 'rated']

const people = (count: number): Person[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    name: `${names[(i * 7) % names.length]}, ${String.fromCharCode(65 + (i % 26))}. ${i + 1}`,
    office: offices[(i * 3) % offices.length] ?? '',
    grade: 5 + ((i * 11) % 9),
    received: `2026-${String(1 + (i % 11)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
    state: states[(i * 5) % states.length] ?? '',
  }))

const columns: Column<Person>[] = [
  {
    key: 'name',
    header: 'Name',
    tight: true,
    sort: (p) => p.name,
    cell: (p) => (
      <a className="table__link" href="#/table">
        {p.name}
      </a>
    ),
  },
  { key: 'office', header: 'Office', choices: true, sort: (p) => p.office, cell: (p) => p.office },
  { key: 'grade', header: 'Grade', align: 'right', sort: (p) => p.grade, cell: (p) => p.grade },
  { key: 'received', header: 'Received', tight: true, sort: (p) => p.received, text: (p) => dayWords(p.received), cell: (p) => dayWords(p.received) },
  { key: 'state', header: 'State', chip: true, choices: true, sort: (p) => p.state, cell: (p) => <StatusChip state={p.state}>{p.state}</StatusChip> },
  { key: 'id', header: 'Record', hidden: true, sort: (p) => p.id, cell: (p) => p.id },
]
const key = (p: Person) => p.id

const reasons = [
  { words: 'Rated 87.51.', citation: '5 CFR 337.101(a)' },
  { words: 'Preference eligibles stand first in a category.', citation: '5 USC 3319(b)' },
]
const reasonOf = (p: Person) => (['p0', 'p12', 'p99990'].includes(p.id) ? <Why reasons={reasons} /> : null)

// Tables is a small table in its states.
export function Tables() {
  const rows = useMemo(() => people(7), [])
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set(['p1', 'p3']))
  const [saved, setSaved] = useState<View[]>([])
  return (
    <>
      <State name="Plain">
        <Table caption="Plain" columns={columns} rows={rows.slice(0, 3)} rowKey={key} initial={{ key: 'grade', down: true }} />
      </State>
      <State name="With its bar, marks and views">
        <Table
          caption="With its bar"
          columns={columns}
          rows={rows}
          rowKey={key}
          tools
          marks={{ keys: marked, onChange: setMarked }}
          acts={
            <button type="button" className="usa-button">
              Send a notice
            </button>
          }
          views={{
            all: saved,
            save: async (name, state) => setSaved([...saved.filter((v) => v.name !== name), { ...state, id: name, name, first: false }]) as undefined,
            rename: async (id, name) => setSaved(saved.map((v) => (v.id === id ? { ...v, name } : v))) as undefined,
            remove: async (id) => setSaved(saved.filter((v) => v.id !== id)) as undefined,
            setFirst: async (id) => setSaved(saved.map((v) => ({ ...v, first: v.id === id }))) as undefined,
          }}
        />
      </State>
      <State name="A row with its detail">
        <Table caption="Detail" columns={columns} rows={rows.slice(0, 2)} rowKey={key} detail={reasonOf} />
      </State>
    </>
  )
}

// LongTable is the table that e2e/scroll.mjs scrolls.
export function LongTable() {
  const rows = useMemo(() => people(100_000), [])
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  return (
    <Table caption="Many people" columns={columns} rows={rows} rowKey={key} tools marks={{ keys: marked, onChange: setMarked }} detail={reasonOf} />
  )
}
