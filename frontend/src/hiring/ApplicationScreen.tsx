import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { ScanSide } from '../documents/ScanSide'
import { useCrumbs } from '../frame/crumbs'
import { to } from '../router'
import { Beside } from '../scan/Beside'
import { Facts, FaultNotice, Loading, StatusChip, Tabs } from '../ui'
import { Answered } from './Answered'
import { History } from './History'
import { applicationKeys } from './keys'
import { Notes } from './Notes'
import { SocialSecurity } from './SocialSecurity'
import { Standings } from './Standings'
import { StepDialog } from './StepDialog'
import { stepButtons, type StepKind } from './steps'

interface Props {
  id: string
  mayReveal: boolean
}

// ApplicationScreen shows one person's application: the résumé and documents at
// the left, the answers and everything else at the right. Opening it, and seeing
// the whole Social Security number, are on the audit trail.
export function ApplicationScreen({ id, mayReveal }: Props) {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: applicationKeys.one(id), queryFn: () => bridge.hiring.application(id), staleTime: 60_000 })
  const [step, setStep] = useState<StepKind | null>(null)
  const [tab, setTab] = useState('answers')
  const [left, setLeft] = useState('')
  useCrumbs(data ? [['Vacancies', to('hiring')], [data.row.announcement, to('hiring', data.vacancy, 'applicants')], [data.row.name]] : [])
  if (!data || error) {
    return (
      <div>
        <div className="head">
          <h1>Application</h1>
        </div>
        {error ? <FaultNotice fault={error} /> : <Loading what="the application" />}
      </div>
    )
  }
  const shown = left || (data.resume.length > 0 ? 'resume' : 'documents')
  const tabs = [
    { key: 'answers', label: 'Answers', count: data.answers.length },
    { key: 'standing', label: 'Rating' },
    { key: 'person', label: 'Person' },
    { key: 'notes', label: 'Notes', count: data.notes.length },
    { key: 'history', label: 'History', count: data.history.length },
  ]
  return (
    <div className="dossier">
      <Head application={data} onStep={setStep} />
      <Beside
        left={
          <section className="dossier__left" aria-label="Résumé and documents">
            <div className="row dossier__choice" role="group" aria-label="What is shown at the left">
              {[
                ['resume', 'Résumé as written'],
                ['documents', 'Documents'],
              ].map(([key = '', label]) => (
                <button key={key} type="button" className={`usa-button ${shown === key ? '' : 'usa-button--outline'}`} aria-pressed={shown === key} onClick={() => setLeft(key)}>
                  {label}
                </button>
              ))}
            </div>
            {shown === 'resume' ? <Resume groups={data.resume} /> : <ScanSide kind="application" owner={id} heading="Documents" />}
          </section>
        }
      >
        <div className="dossier__right">
          <Tabs label="Application" tabs={tabs} current={tab} onChange={setTab}>
            {tab === 'answers' && <Answered answers={data.answers} />}
            {tab === 'standing' && <Standings application={data} />}
            {tab === 'person' && <Person application={data} mayReveal={mayReveal} />}
            {tab === 'notes' && <Notes application={data} />}
            {tab === 'history' && <History changes={data.history} />}
          </Tabs>
        </div>
      </Beside>
      {step && <StepDialog kind={step} targets={[{ ...data.row, proof: data.preference.proof }]} onClose={() => setStep(null)} />}
    </div>
  )
}

function Head({ application, onStep }: { application: desktop.ApplicationView; onStep: (kind: StepKind) => void }) {
  const { row, id } = { row: application.row, id: application.row.id }
  return (
    <div className="dossier__head">
      <div className="head__line">
        <h1>{row.name}</h1>
        <StatusChip state={row.eligible}>{row.eligible}</StatusChip>
        {application.stale && <StatusChip state="waiting">Changed since the last rating</StatusChip>}
        <div className="head__acts">
          {application.mayKey && (
            <a className="usa-button" href={to('paper', id)}>
              Go on keying
            </a>
          )}
          {application.mayCheck && (
            <a className="usa-button" href={to('second', id)}>
              Key the second time
            </a>
          )}
          {application.mayAct &&
            stepButtons.map(([kind, label]) => (
              <button key={kind} type="button" className="usa-button usa-button--outline" onClick={() => onStep(kind)}>
                {label}
              </button>
            ))}
        </div>
      </div>
      <p className="quiet dossier__line">
        {row.number} · {row.announcement} {row.title} · {row.source} · {row.status} · opening it is on the audit trail
      </p>
    </div>
  )
}

function Resume({ groups }: { groups: desktop.Group[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard
    <div className="stack dossier__scroll" role="group" aria-label="Résumé as written" tabIndex={0}>
      {groups.length === 0 && <p className="quiet">No job or school was written on the form. Look at the documents.</p>}
      {groups.map((g) => (
        <section key={g.heading} className="card">
          <h2>{g.heading}</h2>
          <Facts facts={g.facts} />
        </section>
      ))}
    </div>
  )
}

function Person({ application, mayReveal }: { application: desktop.ApplicationView; mayReveal: boolean }) {
  return (
    <>
      {application.groups.map((g) => (
        <section key={g.heading} className="card">
          <h2>{g.heading}</h2>
          <Facts facts={g.facts} />
        </section>
      ))}
      {application.ssn && <SocialSecurity id={application.row.id} masked={application.ssn} mayReveal={mayReveal} />}
    </>
  )
}
