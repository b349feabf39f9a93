import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { Documents } from '../documents/Documents'
import { useCrumbs } from '../frame/crumbs'
import { to } from '../router'
import { dayWords, Facts, FaultNotice, Loading, Notice, StatusChip, timeWords, Why } from '../ui'
import { ArticlePick } from './ArticlePick'
import { CorrectDialog } from './CorrectDialog'
import { GiveDialog } from './GiveDialog'
import { inquiryKeys } from './keys'
import { useMove } from './useMove'
import { Work } from './Work'

// InquiryScreen shows one inquiry and works on it. Opening it is on the audit
// trail; notes only grow.
export function InquiryScreen({ id }: { id: string }) {
  const bridge = useBridge()
  const [open, setOpen] = useState<'correct' | 'give' | ''>('')
  const start = useMove(id, () => bridge.inquiries.start(id))
  const { data, error } = useQuery({ queryKey: inquiryKeys.one(id), queryFn: () => bridge.inquiries.inquiry(id), staleTime: 60_000 })
  useCrumbs(data ? [['Inquiries', to('inquiries')], [data.row.tracking]] : [])
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the inquiry" />
  const { row } = data
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1 className="number">{row.tracking}</h1>
          <StatusChip state={row.status}>{row.statusWords}</StatusChip>
          {row.late && <StatusChip state="late">Late: answer was due {dayWords(row.due)}</StatusChip>}
          {row.flags.map((f) => (
            <StatusChip key={f} state="waiting">
              {f}
            </StatusChip>
          ))}
          {data.mayWork && (
            <div className="head__acts">
              {data.mayStart && (
                <button type="button" className="usa-button usa-button--outline" disabled={start.isPending} onClick={() => start.mutate()}>
                  Start work
                </button>
              )}
              {data.mayAssign && (
                <button type="button" className="usa-button usa-button--outline" onClick={() => setOpen('give')}>
                  Give to…
                </button>
              )}
              <button type="button" className="usa-button usa-button--outline" onClick={() => setOpen('correct')}>
                Correct a field…
              </button>
            </div>
          )}
        </div>
        {open === 'correct' && <CorrectDialog inquiry={data} onClose={() => setOpen('')} />}
        {open === 'give' && <GiveDialog inquiry={data} onClose={() => setOpen('')} />}
        {start.error && <FaultNotice fault={start.error} />}
        <p className="quiet" style={{ margin: 0 }}>
          {row.name} · {row.category} · {row.office} · received {dayWords(row.received.slice(0, 10))} by {row.channel.toLowerCase()} ·{' '}
          {data.assigned.label ? `with ${data.assigned.label}` : 'given to nobody yet'}
        </p>
        {data.aloud && (
          <p className="quiet" style={{ margin: 0 }}>
            Read aloud: {data.aloud}
          </p>
        )}
      </div>
      <div className="split">
        <div className="stack">
          {data.aside && <SetAside inquiry={data} />}
          <section className="card">
            <h2>What it is about</h2>
            <p className="pre prose">{data.description}</p>
          </section>
          <Work inquiry={data} />
          <Documents kind="inquiry" owner={id} heading="Attachments" />
          <section className="card">
            <h2>Notes, answers and articles</h2>
            {data.notes.length === 0 && <p className="quiet">None yet.</p>}
            <ul className="notes">
              {data.notes.map((n) => (
                <li key={n.at + n.text}>
                  <div className="spread">
                    <strong>{n.kind}</strong>
                    <span className="quiet">
                      {n.by}, {timeWords(n.at)}
                    </span>
                  </div>
                  <p className="pre">
                    {n.article ? (
                      <a href={to('knowledge', n.article, n.version)}>
                        {n.text} <span className="quiet">(version {n.version})</span>
                      </a>
                    ) : (
                      n.text
                    )}
                  </p>
                </li>
              ))}
            </ul>
          </section>
        </div>
        <aside className="stack" aria-label="About this inquiry">
          {data.mayWork && <Attach inquiry={data} />}
          {data.groups.map((g) => (
            <section key={g.heading} className="card">
              <h2>{g.heading}</h2>
              <Facts facts={g.facts} />
            </section>
          ))}
          <section className="card">
            <h2>Why this office</h2>
            <Why reasons={data.routing} />
          </section>
          <section className="card">
            <h2>History</h2>
            <ul className="notes">
              {data.steps.map((s) => (
                <li key={s.at + s.words}>
                  <div className="spread">
                    <strong>{s.words}</strong>
                  </div>
                  {s.why && <p>{s.why}</p>}
                  <p className="quiet">{[s.by, timeWords(s.at)].filter(Boolean).join(', ')}</p>
                </li>
              ))}
            </ul>
          </section>
          {data.others.length > 0 && (
            <section className="card">
              <h2>Others of this person</h2>
              <ul className="callers">
                {data.others.map((o) => (
                  <li key={o.id}>
                    <a href={to('inquiry', o.id)} className="number">
                      {o.tracking}
                    </a>{' '}
                    {o.category}, {dayWords(o.received.slice(0, 10))}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </aside>
      </div>
    </div>
  )
}

// SetAside says why a web form waits apart, and takes it into the queue.
function SetAside({ inquiry }: { inquiry: desktop.InquiryView }) {
  const bridge = useBridge()
  const { id } = inquiry.row
  const release = useMove(id, () => bridge.inquiries.release(id))
  return (
    <>
      {release.error && <FaultNotice fault={release.error} />}
      <Notice level="warn" heading="Set aside: this web form looks machine-made">
        <p>If a person wrote it, put it in the queue. If not, close it as “Not an inquiry”.</p>
        {inquiry.mayWork && (
          <button type="button" className="usa-button" disabled={release.isPending} onClick={() => release.mutate()}>
            Put it in the queue
          </button>
        )}
      </Notice>
    </>
  )
}

// Attach offers articles that may answer the inquiry and keeps with it those that
// its customer is told of.
function Attach({ inquiry }: { inquiry: desktop.InquiryView }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const { id } = inquiry.row
  const attach = useMutation({
    mutationFn: (a: desktop.ArticleUse) => bridge.inquiries.attach(id, a.slug, a.version),
    onSuccess: (next) => client.setQueryData(inquiryKeys.one(id), next),
  })
  const used = inquiry.notes.filter((n) => n.article).map((n) => ({ slug: n.article, version: n.version, title: n.text }))
  return (
    <>
      {attach.error && <FaultNotice fault={attach.error} />}
      <ArticlePick about={`${inquiry.description} ${inquiry.row.category}`} used={used} onUse={(a) => attach.mutate(a)} />
    </>
  )
}
