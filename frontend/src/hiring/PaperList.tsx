import { useQuery } from '@tanstack/react-query'
import { type desktop, useBridge } from '../bridge'
import { to } from '../router'
import { type Column, EmptyState, FaultNotice, Loading, StatusChip, Table, timeWords } from '../ui'
import { paperKeys } from './keys'

const link = (p: desktop.PaperRow) => {
  if (p.state === 'draft') return to('paper', p.id)
  return p.mine ? to('application', p.id) : to('second', p.id)
}

const columns: Column<desktop.PaperRow>[] = [
  {
    key: 'application',
    header: 'On the paper',
    tight: true,
    sort: (p) => p.application,
    cell: (p) => (
      <a className="table__link number" href={link(p)}>
        {p.application}
      </a>
    ),
  },
  { key: 'name', header: 'Applicant', sort: (p) => p.name, cell: (p) => (p.mine ? p.name || 'No name yet' : 'Shown once keyed twice') },
  { key: 'number', header: 'Announcement', tight: true, sort: (p) => p.number, cell: (p) => p.number },
  { key: 'title', header: 'Title', sort: (p) => p.title, cell: (p) => p.title },
  { key: 'by', header: 'Keyed', tight: true, sort: (p) => p.keyedAt, cell: (p) => `${p.mine ? 'You' : p.keyedBy}, ${timeWords(p.keyedAt)}` },
  { key: 'state', header: 'Waits for', chip: true, sort: (p) => p.stateWords, cell: (p) => <StatusChip state={p.state}>{p.stateWords}</StatusChip> },
]

// PaperList is every paper application that still waits for somebody.
export function PaperList() {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: paperKeys.list, queryFn: () => bridge.hiring.paperList() })
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the paper applications" />
  const groups: [heading: string, rows: desktop.PaperRow[]][] = [
    ['For you to key a second time', data.filter((p) => p.state !== 'draft' && !p.mine)],
    ['Your drafts', data.filter((p) => p.state === 'draft')],
    ['Waiting for a colleague', data.filter((p) => p.state !== 'draft' && p.mine)],
  ]
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1>Paper applications</h1>
        </div>
        <p className="quiet" style={{ margin: 0 }}>
          Each hardship application is keyed by one person and its critical fields again by another, who has not seen the first values. To key a new
          one, open its <a href={to('hiring')}>vacancy</a>.
        </p>
      </div>
      {data.length === 0 && (
        <EmptyState heading="No paper application waits" action={<a href={to('hiring')}>Choose a vacancy to key one</a>}>
          Drafts and applications to verify appear here.
        </EmptyState>
      )}
      <div className="stack papers">
        {groups
          .filter(([, rows]) => rows.length > 0)
          .map(([heading, rows]) => (
            <section key={heading} className="stack">
              <h2>{heading}</h2>
              <Table caption={heading} columns={columns} rows={rows} rowKey={(p) => p.id} />
            </section>
          ))}
      </div>
    </div>
  )
}
