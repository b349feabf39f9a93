import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { dayWords, EmptyState, FaultNotice, Loading, SaveDialog, StatusChip, timeWords } from '../ui'
import { Resend } from './Resend'
import { syncKeys } from './useSync'

// Attention is everything that only a person can decide: two people's values for
// one field, and work that the server refused.
export function Attention() {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: syncKeys.attention, queryFn: () => bridge.sync.attention() })
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="what needs attention" />
  return (
    <div>
      <div className="head">
        <h1>Needs attention</h1>
        <p className="quiet" style={{ margin: 0 }}>
          Nothing here is lost. Each entry waits for one decision.
        </p>
      </div>
      <div className="stack">
        {data.length === 0 && (
          <EmptyState heading="Nothing needs attention">
            When two people change one field, or the server refuses a piece of work, it appears here.
          </EmptyState>
        )}
        {data.map((row) => {
          if (row.kind === 'conflict') return <Conflict key={row.id} row={row} />
          if (row.kind === 'pair') return <Pair key={row.id} row={row} />
          return <Refusal key={row.id} row={row} />
        })}
      </div>
    </div>
  )
}

function useDecision(work: (bridge: ReturnType<typeof useBridge>) => Promise<desktop.AttentionRow[]>) {
  const bridge = useBridge()
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => work(bridge),
    onSuccess: (rows) => {
      client.setQueryData(syncKeys.attention, rows)
      void client.invalidateQueries()
    },
  })
}

function Conflict({ row }: { row: desktop.AttentionRow }) {
  const stored = useDecision((b) => b.sync.resolve(row.id, 'stored'))
  const other = useDecision((b) => b.sync.resolve(row.id, 'other'))
  const busy = stored.isPending || other.isPending
  return (
    <section className="card stack" aria-label={`${row.field} of ${row.what}`}>
      <div className="spread">
        <h2>
          {row.link ? <a href={row.link}>{row.what}</a> : row.what}: {row.field}
        </h2>
        <StatusChip state="conflict">Two values</StatusChip>
      </div>
      {row.words && <p>{row.words}</p>}
      {(stored.error ?? other.error) && <FaultNotice fault={stored.error ?? other.error} />}
      <div className="sides">
        <Side heading="On the server" side={row.stored} act="Keep this one" onKeep={() => stored.mutate()} busy={busy} />
        <Side heading="The other value" side={row.other} act="Take this one" onKeep={() => other.mutate()} busy={busy} />
      </div>
    </section>
  )
}

// Pair is two records that may be one paper form; a person says which it is.
function Pair({ row }: { row: desktop.AttentionRow }) {
  const first = useDecision((b) => b.sync.resolve(row.id, 'first'))
  const second = useDecision((b) => b.sync.resolve(row.id, 'second'))
  const two = useDecision((b) => b.sync.resolve(row.id, 'two'))
  const busy = first.isPending || second.isPending || two.isPending
  const fault = first.error ?? second.error ?? two.error
  return (
    <section className="card stack" aria-label={row.what}>
      <div className="spread">
        <h2>{row.what}</h2>
        <StatusChip state="conflict">Possible duplicate</StatusChip>
      </div>
      <p>{row.words}</p>
      {fault && <FaultNotice fault={fault} />}
      <div className="sides">
        <Side heading="First" side={row.stored} act="Same: keep this, withdraw the other" onKeep={() => first.mutate()} busy={busy} />
        <Side heading="Second" side={row.other} act="Same: keep this, withdraw the other" onKeep={() => second.mutate()} busy={busy} />
      </div>
      <div className="row">
        <button type="button" className="usa-button usa-button--outline" onClick={() => two.mutate()} disabled={busy}>
          They are two people
        </button>
      </div>
    </section>
  )
}

interface SideProps {
  heading: string
  side: desktop.Side
  act: string
  busy: boolean
  onKeep: () => void
}

function Side({ heading, side, act, busy, onKeep }: SideProps) {
  return (
    <div className="side">
      <p className="quiet">
        {heading} · {side.mine ? 'yours' : side.by}
        {side.at && `, ${timeWords(side.at)}`}
      </p>
      <p className="side__value pre">{side.value ? dayWords(side.value) : '(empty)'}</p>
      <button type="button" className="usa-button" onClick={onKeep} disabled={busy}>
        {act}
      </button>
    </div>
  )
}

function Refusal({ row }: { row: desktop.AttentionRow }) {
  const [saving, setSaving] = useState(false)
  const [editing, setEditing] = useState(false)
  const dismiss = useDecision((b) => b.sync.dismiss(row.id))
  return (
    <section className="card stack" aria-label={row.what}>
      <div className="spread">
        <h2>{row.what}</h2>
        <StatusChip state="refused">Refused by the server</StatusChip>
      </div>
      <p>{row.words}</p>
      {row.rule && <p className="quiet">Rule: {row.rule}</p>}
      {row.other.value && <p className="side__value pre">{row.other.value}</p>}
      {dismiss.error && <FaultNotice fault={dismiss.error} />}
      <div className="row">
        {row.fields.length > 0 && (
          <button type="button" className="usa-button" onClick={() => setEditing(true)}>
            Edit and send again…
          </button>
        )}
        {row.link && (
          <a className={row.fields.length > 0 ? 'usa-button usa-button--outline' : 'usa-button'} href={row.link}>
            {row.fields.length > 0 ? 'Open the record' : 'Open it and try again'}
          </a>
        )}
        {row.file && (
          <button type="button" className="usa-button usa-button--outline" onClick={() => setSaving(true)}>
            Save the file…
          </button>
        )}
        <button type="button" className="usa-button usa-button--outline" onClick={() => dismiss.mutate()} disabled={dismiss.isPending}>
          I have dealt with it
        </button>
        <span className="quiet">Sent {timeWords(row.when)}</span>
      </div>
      {editing && <Resend row={row} onClose={() => setEditing(false)} />}
      {saving && <SaveDialog name="the refused file" save={(b, path) => b.documents.saveRefused(row.id, path)} onClose={() => setSaving(false)} />}
    </section>
  )
}
