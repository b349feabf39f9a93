import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { type desktop, useBridge } from '../bridge'
import { useViews } from '../frame/views'
import { to } from '../router'
import { type Column, dayWords, EmptyState, FaultNotice, KeyHint, Loading, StatusChip, Table } from '../ui'
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
  { key: 'office', header: 'Office', choices: true, sort: (q) => q.office, cell: (q) => q.office },
  { key: 'channel', header: 'Came by', tight: true, sort: (q) => q.channel, cell: (q) => q.channel },
  {
    key: 'received',
    header: 'Received',
    tight: true,
    sort: (q) => q.received,
    text: (q) => dayWords(q.received.slice(0, 10)),
    cell: (q) => dayWords(q.received.slice(0, 10)),
  },
  { key: 'age', header: 'Business days', align: 'right', sort: (q) => q.age, cell: (q) => q.age },
  {
    key: 'due',
    header: 'Answer by',
    tight: true,
    sort: (q) => q.due,
    text: (q) => `${dayWords(q.due)}${q.late ? ', late' : ''}`,
    cell: (q) => (q.late ? <StatusChip state="late">{dayWords(q.due)}, late</StatusChip> : dayWords(q.due)),
  },
  {
    key: 'status',
    header: 'Status',
    choices: true,
    sort: (q) => q.statusWords,
    cell: (q) => <StatusChip state={q.status}>{q.statusWords}</StatusChip>,
  },
  { key: 'flags', header: 'Marks', hidden: true, sort: (q) => q.flags.join(', '), cell: (q) => q.flags.join(', ') },
]

const keyOf = (q: desktop.InquiryRow) => q.id

// Queue is the open inquiries, those near their service standard first.
export function Queue() {
  const bridge = useBridge()
  const views = useViews('inquiries')
  const shown = useRef(false) // by this screen: fetching again is then nobody's activity
  const { data, error } = useQuery({
    queryKey: inquiryKeys.queue,
    queryFn: () => {
      const again = shown.current
      shown.current = true
      return bridge.inquiries.queue(again)
    },
  })
  if (error) return <FaultNotice fault={error} />
  if (!data || !views) return <Loading what="the queue" />
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1>Inquiries</h1>
          <div className="head__acts">
            <a className="usa-button" href={to('call')}>
              Log a call <KeyHint keys="F2" />
            </a>
          </div>
        </div>
      </div>
      <div className="stack">
        <ParkedCalls />
        {data.length > 0 ? (
          <Table caption="Open inquiries" columns={columns} rows={data} rowKey={keyOf} initial={{ key: 'due' }} tools views={views} />
        ) : (
          <EmptyState heading="No inquiry waits">Calls that you log and inquiries from the web appear here.</EmptyState>
        )}
      </div>
    </div>
  )
}
