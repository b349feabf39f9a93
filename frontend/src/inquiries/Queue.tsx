import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { type desktop, useBridge } from '../bridge'
import { useViews } from '../frame/views'
import { go, to } from '../router'
import { type Column, dayWords, EmptyState, FaultNotice, KeyHint, Loading, StatusChip, Table, Tabs } from '../ui'
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
    chip: true,
    sort: (q) => q.due,
    text: (q) => `${dayWords(q.due)}${q.late ? ', late' : ''}`,
    cell: (q) => (q.late ? <StatusChip state="late">{dayWords(q.due)}, late</StatusChip> : dayWords(q.due)),
  },
  {
    key: 'status',
    header: 'Status',
    chip: true,
    choices: true,
    sort: (q) => q.statusWords,
    cell: (q) => <StatusChip state={q.status}>{q.statusWords}</StatusChip>,
  },
  { key: 'assigned', header: 'With', tight: true, choices: true, sort: (q) => q.assigned, cell: (q) => q.assigned || <span className="quiet">nobody</span> },
  { key: 'flags', header: 'Marks', hidden: true, sort: (q) => q.flags.join(', '), cell: (q) => q.flags.join(', ') },
]

// Of inquiries that are done with, the days to answer tell nothing any more.
const shownOf: Record<string, string[]> = { open: ['age', 'due'], aside: ['received', 'channel'], ended: ['received', 'channel'] }
const optional = ['received', 'channel', 'age', 'due']
const columnsOf = Object.fromEntries(
  Object.entries(shownOf).map(([which, shown]) => [which, columns.map((c) => (optional.includes(c.key) ? { ...c, hidden: !shown.includes(c.key) } : c))]),
)

const keyOf = (q: desktop.InquiryRow) => q.id

const lists: Record<string, { label: string; caption: string; empty: string; words: string }> = {
  open: { label: 'Open', caption: 'Open inquiries', empty: 'No inquiry waits', words: 'Calls that you log and inquiries from the web appear here.' },
  aside: {
    label: 'Set aside',
    caption: 'Web forms that look machine-made',
    empty: 'Nothing is set aside',
    words: 'Web forms that look machine-made wait here until somebody has looked at them.',
  },
  ended: { label: 'Answered and closed', caption: 'Answered and closed inquiries, the newest 500', empty: 'None yet', words: 'Inquiries that were answered or closed appear here.' },
}

// Queue is the inquiries: those that are open, near their service standard first;
// web forms that were set aside; those that are done with.
export function Queue({ which = 'open' }: { which?: string }) {
  const list = lists[which] ? which : 'open'
  const bridge = useBridge()
  const shown = useRef(new Set<string>()) // by this screen: fetching again is then nobody's activity
  const { data, error } = useQuery({
    queryKey: inquiryKeys.list(list),
    queryFn: () => {
      const again = shown.current.has(list)
      shown.current.add(list)
      return bridge.inquiries.queue(list, again)
    },
  })
  const tabs = Object.entries(lists).map(([key, { label }]) => ({ key, label, count: { open: data?.open, aside: data?.aside }[key] }))
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
      <ParkedCalls />
      <Tabs label="Inquiries" tabs={tabs} current={list} onChange={(key) => go(key === 'open' ? to('inquiries') : to('inquiries', key))}>
        {error ? <FaultNotice fault={error} /> : data ? <List key={list} which={list} rows={data.rows} /> : <Loading what="the queue" />}
      </Tabs>
    </div>
  )
}

function List({ which, rows }: { which: string; rows: desktop.InquiryRow[] }) {
  const views = useViews('inquiries')
  const { caption = '', empty = '', words = '' } = lists[which] ?? {}
  if (!views) return <Loading what="the queue" />
  if (rows.length === 0) return <EmptyState heading={empty}>{words}</EmptyState>
  const initial = which === 'open' ? { key: 'due' } : { key: 'received', down: true }
  return <Table caption={caption} columns={columnsOf[which] ?? columns} rows={rows} rowKey={keyOf} initial={initial} tools views={views} />
}
