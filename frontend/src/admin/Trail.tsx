import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { type Column, DateField, EmptyState, Loading, Notice, SelectField, Table, momentWords, useStill, wordsOf } from '../ui'
import { AdminFault } from './AdminFault'
import { adminKeys } from './keys'

const columns: Column<desktop.TrailRow>[] = [
  { key: 'n', header: 'Entry', align: 'right', tight: true, cell: (r) => r.n.toLocaleString('en-US') },
  { key: 'at', header: 'When', tight: true, cell: (r) => momentWords(r.at) },
  { key: 'who', header: 'Who', cell: (r) => r.who },
  { key: 'what', header: 'What', cell: (r) => r.what },
  { key: 'about', header: 'About', cell: (r) => (r.link ? <a href={r.link}>{r.about}</a> : r.about) },
  { key: 'computer', header: 'Computer', cell: (r) => r.computer || 'Server' },
]

const keyOf = (r: desktop.TrailRow) => String(r.n)
const blank = { user: '', subject: '', from: '', to: '' }

// Trail is the audit trail: who did what, when. The server looks at every link of
// its chain each time it is read.
export function Trail() {
  const bridge = useBridge()
  const [form, setForm] = useState(blank)
  const [below, setBelow] = useState(0)
  const filter = useStill({ ...form, below }, 300)
  const options = useQuery({ queryKey: adminKeys.options, queryFn: () => bridge.admin.options() })
  const users = useQuery({ queryKey: adminKeys.users, queryFn: () => bridge.admin.users() })
  const { data, error, refetch, isFetching } = useQuery({ queryKey: adminKeys.trail(filter), queryFn: () => bridge.admin.trail(filter), placeholderData: keepPreviousData, staleTime: 60_000 })
  const fault = error && asFault(error)
  const set = (patch: Partial<typeof blank>) => {
    setForm({ ...form, ...patch })
    setBelow(0)
  }
  const last = data?.rows.at(-1)
  return (
    <>
      {data && <Chain page={data} />}
      <div className="filters">
        <SelectField label="Who" name="user" value={form.user} onChange={(user) => set({ user })} options={(users.data ?? []).map((u) => ({ code: u.id, label: u.name }))} none="Everybody" />
        <SelectField label="About" name="subject" value={form.subject} onChange={(subject) => set({ subject })} options={options.data?.subjects ?? []} none="Everything" />
        <DateField label="From" name="from" value={form.from} onChange={(from) => set({ from })} error={wordsOf(fault, 'from')} />
        <DateField label="To" name="to" value={form.to} onChange={(to) => set({ to })} error={wordsOf(fault, 'to')} />
      </div>
      {fault && fault.fields.length === 0 && <AdminFault fault={fault} again={() => void refetch()} />}
      {!data && !fault && <Loading what="the audit trail" />}
      {data && data.rows.length === 0 && <EmptyState heading="No entry is like that">Widen the days, or choose everybody and everything.</EmptyState>}
      {data && data.rows.length > 0 && (
        <>
          <Table caption="Audit trail" columns={columns} rows={data.rows} rowKey={keyOf} />
          <div className="row">
            {below > 0 && (
              <button type="button" className="usa-button usa-button--outline" onClick={() => setBelow(0)}>
                Newest
              </button>
            )}
            {last && last.n > 1 && data.rows.length < data.matched && (
              <button type="button" className="usa-button usa-button--outline" disabled={isFetching} onClick={() => setBelow(last.n)}>
                Older
              </button>
            )}
            <span className="quiet">
              {data.rows.length.toLocaleString('en-US')} of {data.matched.toLocaleString('en-US')} entries. Values are never on the trail: it says which fields were changed.
            </span>
          </div>
        </>
      )}
    </>
  )
}

// Chain says whether the trail is whole, and has every value checked on demand.
function Chain({ page }: { page: desktop.TrailView }) {
  const bridge = useBridge()
  const verify = useMutation({ mutationFn: () => bridge.admin.verifyTrail() })
  const count = (n: number) => n.toLocaleString('en-US')
  if (page.broken)
    return (
      <Notice level="bad" heading="The audit trail is not whole">
        <p>{page.broken}</p>
        <p>Nothing was deleted. Keep the server’s folder as it is, and compare it with a backup.</p>
      </Notice>
    )
  return (
    <Notice level={verify.data && verify.data.damaged > 0 ? 'bad' : 'good'} heading={`${count(page.checked)} entries, every link holds`}>
      {verify.error && <AdminFault fault={verify.error} again={() => verify.mutate()} />}
      {verify.data ? (
        <p>
          {count(verify.data.opened)} entries have values, and they are what was recorded; the values of {count(verify.data.erased)} were erased with their records, as they
          should be. {verify.data.damaged > 0 ? `${count(verify.data.damaged)} entries have values that should be there and are not.` : 'None is damaged.'}
        </p>
      ) : (
        <button type="button" className="usa-button usa-button--unstyled" disabled={verify.isPending} onClick={() => verify.mutate()}>
          {verify.isPending ? 'Checking every value…' : 'Check every value too'}
        </button>
      )}
    </Notice>
  )
}
