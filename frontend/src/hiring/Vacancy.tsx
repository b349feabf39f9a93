import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { go, to } from '../router'
import { dayWords, EmptyState, Facts, FaultNotice, Loading, StatusChip, Tabs, useKey } from '../ui'
import { Applicants } from './Applicants'
import { Certificates } from './Certificates'
import { CloseVacancy } from './CloseVacancy'
import { vacancyKeys } from './keys'
import { Questions } from './Questions'

interface Props {
  id: string
  tab: string
}

// Vacancy is one vacancy with its tabs.
export function Vacancy({ id, tab }: Props) {
  const bridge = useBridge()
  const [closing, setClosing] = useState(false)
  const { data, error } = useQuery({ queryKey: vacancyKeys.one(id), queryFn: () => bridge.hiring.vacancy(id) })
  const mayKey = data?.acts.some((a) => a.code === 'key') ?? false
  useKey('Alt+N', () => go(to('paper', 'new', id)), mayKey)
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the vacancy" />
  const { row } = data
  const tabs = [
    { key: 'announcement', label: 'Announcement' },
    { key: 'questions', label: 'Questions', count: data.questions.length },
    { key: 'applicants', label: 'Applicants', count: row.applications },
    { key: 'certificates', label: 'Certificates' },
  ]
  return (
    <div>
      <div className="head">
        <p className="crumb">
          <a href={to('hiring')}>Vacancies</a>
        </p>
        <div className="head__line">
          <h1>{row.title}</h1>
          <StatusChip state={row.status}>{row.statusWords}</StatusChip>
          <div className="head__acts">
            {mayKey && (
              <a className="usa-button" href={to('paper', 'new', id)}>
                Key a paper application <kbd>Alt</kbd>
                <kbd>N</kbd>
              </a>
            )}
            {data.acts.some((a) => a.code === 'close') && (
              <button type="button" className="usa-button usa-button--outline" onClick={() => setClosing(true)}>
                Close the vacancy
              </button>
            )}
            {closing && <CloseVacancy vacancy={data} onClose={() => setClosing(false)} />}
          </div>
        </div>
        <p className="quiet" style={{ margin: 0 }}>
          {row.number} · {row.series} · {row.agency} · {dayWords(row.opens)} to {dayWords(row.closes)}
        </p>
      </div>
      <Tabs label="Vacancy" tabs={tabs} current={tab} onChange={(key) => go(to('hiring', id, key))}>
        {tab === 'announcement' && <Announcement vacancy={data} />}
        {tab === 'questions' && <Questions questions={data.questions} />}
        {tab === 'applicants' && <Applicants vacancy={data} />}
        {tab === 'certificates' && <Certificates vacancy={data} />}
      </Tabs>
    </div>
  )
}

function Announcement({ vacancy }: { vacancy: desktop.VacancyView }) {
  return (
    <div className="split">
      <div className="stack">
        {vacancy.sections.length === 0 && <EmptyState heading="The announcement has no text" />}
        {vacancy.sections.map((s) => (
          <section key={s.heading} className="card">
            <h2>{s.heading}</h2>
            <p className="pre prose">{s.text}</p>
          </section>
        ))}
      </div>
      <aside className="card" aria-label="Facts of the announcement">
        <h2>At a glance</h2>
        <Facts facts={vacancy.facts} />
        {vacancy.method && (
          <>
            <h3 style={{ marginTop: '1.2rem' }}>How it is rated</h3>
            <p className="pre">{vacancy.method}</p>
          </>
        )}
      </aside>
    </div>
  )
}
