import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { to } from '../router'
import { dayWords, StatusChip, useStill, Why } from '../ui'
import { ArticlePick } from './ArticlePick'
import { inquiryKeys } from './keys'
import type { Call } from './useCall'
import { useZIP } from './useZIP'

interface Props {
  call: Call
  options: desktop.InquiryOptions
}

// CallAside is what stands beside the form: the responsible office, earlier
// inquiries that may be the caller's, articles that may answer, and the script to
// read aloud.
export function CallAside({ call, options }: Props) {
  const { zip } = useZIP(call)
  return (
    <aside className="stack" aria-label="Beside the call">
      <section className="card">
        <h2>Office</h2>
        {zip.data?.office ? (
          <>
            <p>
              <strong>{zip.data.office}</strong>
              {zip.data.officePhone && <span className="number"> · {zip.data.officePhone}</span>}
            </p>
            <Why reasons={zip.data.why} />
          </>
        ) : (
          <p className="quiet">The workplace ZIP or state decides which office answers.</p>
        )}
      </section>
      <Callers call={call} />
      <ArticlePick
        about={`${call.form.description} ${options.categories.find((c) => c.code === call.form.category)?.label ?? ''}`}
        used={call.form.articles}
        onUse={(a) => call.change({ articles: [...call.form.articles.filter((u) => u.slug !== a.slug), a] })}
        onDrop={(slug) => call.change({ articles: call.form.articles.filter((u) => u.slug !== slug) })}
      />
      <section className="card">
        <h2>Script</h2>
        {options.script.map((s) => (
          <details key={s.heading} className="script" open={s === options.script[0]}>
            <summary>{s.heading}</summary>
            <p className="pre">{s.text}</p>
          </details>
        ))}
      </section>
    </aside>
  )
}

function Callers({ call }: { call: Call }) {
  const bridge = useBridge()
  const { form, change } = call
  const [text, setText] = useState('')
  // What is keyed into the form is what is searched for: nobody types it twice.
  const asked = text.trim() || form.phone.trim() || [form.firstName, form.lastName].join(' ').trim() || form.email.trim()
  const settled = useStill(asked)
  const found = useQuery({ queryKey: inquiryKeys.callers(settled), queryFn: () => bridge.inquiries.callers(settled), enabled: settled.length >= 3 })
  const rows = found.data ?? []
  return (
    <section className="card">
      <h2>Earlier inquiries</h2>
      <input
        className="usa-input"
        type="text"
        aria-label="Search callers by name, phone or tracking number"
        placeholder="Name, phone or tracking number"
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {settled.length >= 3 && rows.length === 0 && found.isFetched && <p className="quiet callers__none">None found for “{settled}”.</p>}
      <ul className="callers">
        {rows.slice(0, 5).map((r) => (
          <li key={r.inquiry}>
            <div className="spread">
              <a href={to('inquiry', r.inquiry)} className="number">
                {r.tracking}
              </a>
              <StatusChip state={r.status}>{r.status}</StatusChip>
            </div>
            <div>
              <strong>{r.name}</strong> · {r.category}
            </div>
            <div className="spread">
              <span className="quiet">
                {dayWords(r.received.slice(0, 10))} · {r.company}
              </span>
              <button
                type="button"
                className="usa-button usa-button--unstyled"
                onClick={() =>
                  change({
                    firstName: r.firstName,
                    lastName: r.lastName,
                    phone: r.phone,
                    email: r.email,
                    homeZip: r.homeZip,
                    company: form.company || r.company,
                  })
                }
              >
                Same caller
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
