import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { to } from '../router'
import { type Column, dayWords, EmptyState, FaultNotice, Field, Loading, SelectField, StatusChip, Table } from '../ui'
import { inquiryKeys } from './keys'
import { ParkedCalls } from './ParkedCalls'

const columns: Column<desktop.InquiryRow>[] = [
  {
    key: 'tracking',
    header: 'Tracking number',
    tight: true,
    sort: (q) => q.tracking,
    cell: (q) => (
      <a className="table__link number" href={to('inquiry', q.id)}>
        {q.tracking}
      </a>
    ),
  },
  { key: 'name', header: 'Name', sort: (q) => q.name, cell: (q) => q.name },
  { key: 'category', header: 'Category', sort: (q) => q.category, cell: (q) => q.category },
  { key: 'office', header: 'Office', sort: (q) => q.office, cell: (q) => q.office },
  { key: 'channel', header: 'Came by', tight: true, sort: (q) => q.channel, cell: (q) => q.channel },
  { key: 'received', header: 'Received', tight: true, sort: (q) => q.received, cell: (q) => dayWords(q.received.slice(0, 10)) },
  { key: 'age', header: 'Business days', align: 'right', sort: (q) => q.age, cell: (q) => q.age },
  {
    key: 'due',
    header: 'Answer by',
    tight: true,
    sort: (q) => q.due,
    cell: (q) => (q.late ? <StatusChip state="late">{dayWords(q.due)}, late</StatusChip> : dayWords(q.due)),
  },
  { key: 'status', header: 'Status', sort: (q) => q.statusWords, cell: (q) => <StatusChip state={q.status}>{q.statusWords}</StatusChip> },
]

// Queue is the open inquiries, those near their service standard first.
export function Queue() {
  const bridge = useBridge()
  const [text, setText] = useState('')
  const [office, setOffice] = useState('')
  const { data, error } = useQuery({ queryKey: inquiryKeys.queue, queryFn: () => bridge.inquiries.queue() })
  const offices = useMemo(() => [...new Set((data ?? []).map((q) => q.office))].sort().map((o) => ({ code: o, label: o })), [data])
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the queue" />
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const rows = data.filter(
    (q) =>
      (!office || q.office === office) && words.every((w) => `${q.tracking} ${q.name} ${q.category} ${q.flags.join(' ')}`.toLowerCase().includes(w)),
  )
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1>Inquiries</h1>
          <div className="head__acts">
            <a className="usa-button" href={to('call')}>
              Log a call <kbd>F2</kbd>
            </a>
          </div>
        </div>
        <div className="filters">
          <Field label="Filter" name="filter" value={text} onChange={setText} hint="Number, name or category" size="middle" />
          <SelectField label="Office" name="office" value={office} onChange={setOffice} options={offices} none="All offices" size="middle" />
          <span className="quiet" role="status">
            {rows.length} of {data.length}
          </span>
        </div>
      </div>
      <div className="stack">
        <ParkedCalls />
        {rows.length > 0 ? (
          <Table caption="Open inquiries" columns={columns} rows={rows} rowKey={(q) => q.id} initial={{ key: 'due' }} />
        ) : (
          <EmptyState heading={data.length === 0 ? 'No inquiry waits' : 'No inquiry matches'}>
            {data.length === 0 ? 'Calls that you log and inquiries from the web appear here.' : 'Clear the filter, or try part of a name or number.'}
          </EmptyState>
        )}
      </div>
    </div>
  )
}
