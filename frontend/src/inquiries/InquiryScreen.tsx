import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Documents } from '../documents/Documents'
import { useCrumbs } from '../frame/crumbs'
import { useKept } from '../frame/kept'
import { to } from '../router'
import { dayWords, Facts, FaultNotice, Loading, SelectField, StatusChip, TextArea, timeWords, Why, wordsOf } from '../ui'
import { ArticlePick } from './ArticlePick'
import { CorrectDialog } from './CorrectDialog'
import { inquiryKeys } from './keys'

// InquiryScreen shows one inquiry and works on it. Opening it is on the audit
// trail; notes only grow.
export function InquiryScreen({ id }: { id: string }) {
  const bridge = useBridge()
  const [correcting, setCorrecting] = useState(false)
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
              <button type="button" className="usa-button usa-button--outline" onClick={() => setCorrecting(true)}>
                Correct a field…
              </button>
            </div>
          )}
        </div>
        {correcting && <CorrectDialog inquiry={data} onClose={() => setCorrecting(false)} />}
        <p className="quiet" style={{ margin: 0 }}>
          {row.name} · {row.category} · {row.office} · received {dayWords(row.received.slice(0, 10))} by {row.channel.toLowerCase()}
        </p>
        {data.aloud && (
          <p className="quiet" style={{ margin: 0 }}>
            Read aloud: {data.aloud}
          </p>
        )}
      </div>
      <div className="split">
        <div className="stack">
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

const noteKinds = [
  { code: 'comment', label: 'Comment' },
  { code: 'research', label: 'Research note' },
  { code: 'contact', label: 'Contact attempt' },
]

function Work({ inquiry }: { inquiry: desktop.InquiryView }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [act, setAct] = useState<'note' | 'answer' | 'close'>('note')
  const [kind, setKind] = useState('comment')
  const [reason, setReason] = useState('')
  const [text, setText] = useKept(inquiry.row.id, 'work', '')
  const options = useQuery({ queryKey: inquiryKeys.options, queryFn: () => bridge.inquiries.options(), staleTime: Number.POSITIVE_INFINITY })
  const { id } = inquiry.row
  const work = useMutation({
    mutationFn: () => {
      if (act === 'note') return bridge.inquiries.addNote(id, kind, text)
      return act === 'answer' ? bridge.inquiries.answer(id, text) : bridge.inquiries.close(id, reason, text)
    },
    onSuccess: (next) => {
      setText('')
      client.setQueryData(inquiryKeys.one(id), next)
      void client.invalidateQueries({ queryKey: inquiryKeys.queue })
    },
  })
  const fault = work.error ? asFault(work.error) : null
  const acts = [
    ['note', 'Add a note', inquiry.mayWork],
    ['answer', 'Answer', inquiry.mayAnswer],
    ['close', 'Close', inquiry.mayClose],
  ] as const
  if (!acts.some(([, , may]) => may)) return null
  const button = { note: 'Save the note', answer: 'Record the answer', close: 'Close the inquiry' }[act]
  return (
    <section className="card stack" aria-label="Work on this inquiry">
      <div className="row" role="group" aria-label="What to do">
        {acts
          .filter(([, , may]) => may)
          .map(([key, label]) => (
            <button
              key={key}
              type="button"
              className={`usa-button ${act === key ? '' : 'usa-button--outline'}`}
              aria-pressed={act === key}
              onClick={() => setAct(key)}
            >
              {label}
            </button>
          ))}
      </div>
      {fault && fault.fields.length === 0 && <FaultNotice fault={fault} />}
      {act === 'note' && <SelectField label="Kind" name="kind" size="middle" value={kind} onChange={setKind} options={noteKinds} />}
      {act === 'close' && (
        <SelectField
          label="Reason"
          name="reason"
          size="middle"
          value={reason}
          onChange={setReason}
          options={options.data?.closings ?? []}
          error={wordsOf(fault, 'reason')}
        />
      )}
      <TextArea
        label={{ note: 'Note', answer: 'Answer given', close: 'Remark' }[act]}
        name="text"
        rows={4}
        value={text}
        onChange={setText}
        error={wordsOf(fault, 'text')}
        hint="Notes are never public and never changed afterwards"
      />
      <div className="row">
        <button type="button" className="usa-button" onClick={() => work.mutate()} disabled={work.isPending}>
          {button}
        </button>
      </div>
    </section>
  )
}
