import type { desktop } from '../bridge'
import { to } from '../router'
import { ageWords, type Column, EmptyState, FaultNotice, Loading, LongWork, Notice, StatusChip, Table, timeWords } from '../ui'
import { FirstSync } from './FirstSync'
import { ServerCard } from './ServerCard'
import { useSync, useSyncNow } from './useSync'

const columns: Column<desktop.OpRow>[] = [
  { key: 'what', header: 'Work', sort: (r) => r.what, cell: (r) => r.what },
  { key: 'when', header: 'Saved', tight: true, sort: (r) => r.when, cell: (r) => timeWords(r.when) },
  {
    key: 'state',
    header: 'State',
    tight: true,
    sort: (r) => r.state,
    cell: (r) => <StatusChip state={r.state}>{stateWords[r.state] ?? r.state}</StatusChip>,
  },
  { key: 'words', header: 'Why', cell: (r) => r.words || '—' },
]

const stateWords: Record<string, string> = {
  waiting: 'Waiting on this computer',
  sent: 'Stored by the server',
  refused: 'Refused',
  conflict: 'Two values',
}

// SyncPanel shows what is on its way to the server, what came back, and starts
// an exchange at once.
export function SyncPanel() {
  const { data, error } = useSync()
  const now = useSyncNow()
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the state of the exchange" />
  const busy = now.isPending
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1>Sync</h1>
          <div className="head__acts">
            <button type="button" className="usa-button" onClick={() => now.mutate()} disabled={busy}>
              {busy ? 'Syncing…' : 'Sync now'}
            </button>
          </div>
        </div>
      </div>
      <div className="stack">
        {busy && <LongWork />}
        <FirstSync first={data.first} />
        {now.error && <FaultNotice fault={now.error} />}
        {!now.error && data.trouble && (
          <Notice level="warn" heading="The last exchange did not succeed">
            <p>{data.trouble}</p>
          </Notice>
        )}
        {now.isSuccess && !data.trouble && (
          <Notice level="good">
            <p>Everything is exchanged with the server.</p>
          </Notice>
        )}
        {data.attention > 0 && (
          <Notice level="bad" heading={`${data.attention} ${data.attention === 1 ? 'thing needs' : 'things need'} a decision`}>
            <p>
              <a href={to('attention')}>Open Needs attention</a>
            </p>
          </Notice>
        )}
        <ServerCard sync={data} />
        <div className="spread">
          <h2>On its way</h2>
          <p className="quiet">
            {data.waiting === 0 ? 'Nothing waits here.' : `${data.waiting} ${data.waiting === 1 ? 'waits' : 'wait'} here, the oldest for ${ageWords(data.oldest)}.`}
            {data.files && ` ${data.files}.`}
          </p>
        </div>
        {data.rows.length > 0 ? (
          <Table caption="Work on its way" columns={columns} rows={data.rows} rowKey={(r) => r.id} />
        ) : (
          <EmptyState heading="Nothing is on its way">What you save offline is listed here until the server has it.</EmptyState>
        )}
      </div>
    </div>
  )
}
