import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBridge } from '../bridge'
import { to } from '../router'
import { Facts, FaultNotice, Field, Loading, Notice, StatusChip, Why } from '../ui'
import { applicationKeys } from './keys'

interface Props {
  id: string
  mayReveal: boolean
}

// ApplicationScreen shows one person's application. Opening it, and seeing the
// whole Social Security number, are on the audit trail.
export function ApplicationScreen({ id, mayReveal }: Props) {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: applicationKeys.one(id), queryFn: () => bridge.hiring.application(id), staleTime: 60_000 })
  const [reason, setReason] = useState('')
  const reveal = useMutation({ mutationFn: () => bridge.hiring.revealSSN(id, reason) })
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the application" />
  return (
    <div>
      <div className="head">
        <p className="crumb">
          <a href={to('hiring')}>Vacancies</a> › <a href={to('hiring', data.vacancy, 'applicants')}>Applicants</a>
        </p>
        <div className="head__line">
          <h1>{data.row.name}</h1>
          <StatusChip state={data.row.eligible}>{data.row.eligible}</StatusChip>
          <span className="quiet">
            {data.row.source} · {data.row.status}
          </span>
          <div className="head__acts">
            {data.mayKey && (
              <a className="usa-button" href={to('paper', id)}>
                Go on keying
              </a>
            )}
            {data.mayCheck && (
              <a className="usa-button" href={to('second', id)}>
                Key the second time
              </a>
            )}
          </div>
        </div>
      </div>
      <div className="stack">
        <Notice>
          <p>That you opened this record is on the audit trail.</p>
        </Notice>
        {data.row.why.length > 0 && (
          <section className="card">
            <h2>Why this person stands here</h2>
            <Why reasons={data.row.why} />
          </section>
        )}
        <div className="columns">
          {data.groups.map((g) => (
            <section key={g.heading} className="card">
              <h2>{g.heading}</h2>
              <Facts facts={g.facts} />
            </section>
          ))}
          {data.ssn && (
            <section className="card">
              <h2>Social Security number</h2>
              <p className="number">{reveal.data ?? data.ssn}</p>
              {mayReveal && !reveal.data && (
                <div className="stack">
                  <Field label="Why you need the whole number" name="reason" value={reason} onChange={setReason} hint="The reason is kept" />
                  <div className="row">
                    <button type="button" className="usa-button usa-button--outline" onClick={() => reveal.mutate()}>
                      Show the whole number
                    </button>
                  </div>
                </div>
              )}
              {reveal.error && <FaultNotice fault={reveal.error} />}
              <p className="quiet">Showing it is written to the audit trail.</p>
            </section>
          )}
        </div>
      </div>
    </div>
  )
}
