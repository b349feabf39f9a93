import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { useCrumbs } from '../frame/crumbs'
import { go, to } from '../router'
import { dayWords, EmptyState, Facts, FaultNotice, focusField, KeyHint, Loading, StatusChip, Tabs, useKey } from '../ui'
import { Applicants } from './Applicants'
import { Certificates } from './Certificates'
import { CloseVacancy } from './CloseVacancy'
import { Gaps } from './Gaps'
import { VacancyHistory } from './VacancyHistory'
import { vacancyKeys } from './keys'
import { NewVacancy } from './NewVacancy'
import { PublicPage } from './PublicPage'
import { Questions } from './Questions'
import { RatingPanel } from './RatingPanel'

interface Props {
  id: string
  tab: string
}

// Vacancy is one vacancy with its tabs.
export function Vacancy({ id, tab }: Props) {
  const bridge = useBridge()
  const [closing, setClosing] = useState(false)
  const [copying, setCopying] = useState(false)
  const { data, error } = useQuery({ queryKey: vacancyKeys.one(id), queryFn: () => bridge.hiring.vacancy(id) })
  const may = (act: string) => data?.acts.some((a) => a.code === act) ?? false
  const mayKey = may('key')
  useKey('Alt+N', () => go(to('paper', 'new', id)), mayKey)
  useCrumbs(data ? [['Vacancies', to('hiring')], [data.row.title || 'New vacancy']] : [])
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the vacancy" />
  const { row } = data
  const counts: Record<string, number> = { questions: data.questions.length, applicants: row.applications }
  const tabs = data.tabs.map((key) => ({ key, label: tabWords[key] ?? key, count: counts[key] }))
  const shown = data.tabs.includes(tab) ? tab : 'announcement'
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1>{row.title || 'New vacancy'}</h1>
          <StatusChip state={row.status}>{row.statusWords}</StatusChip>
          <div className="head__acts">
            {may('edit') && (
              <a className="usa-button" href={to('hiring', id, 'write', 'position')}>
                Write the announcement
              </a>
            )}
            {mayKey && (
              <a className="usa-button" href={to('paper', 'new', id)}>
                Key a paper application <KeyHint keys="Alt+N" />
              </a>
            )}
            {may('copy') && (
              <button type="button" className="usa-button usa-button--outline" onClick={() => setCopying(true)}>
                Copy to a new draft…
              </button>
            )}
            {may('close') && (
              <button type="button" className="usa-button usa-button--outline" onClick={() => setClosing(true)}>
                Close the vacancy
              </button>
            )}
            {copying && <NewVacancy vacancies={[row]} from={id} onClose={() => setCopying(false)} />}
            {closing && <CloseVacancy vacancy={data} onClose={() => setClosing(false)} />}
          </div>
        </div>
        <p className="quiet" style={{ margin: 0 }}>
          {[row.number, row.series, row.agency, row.closes && `${dayWords(row.opens)} to ${dayWords(row.closes)}`].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Tabs label="Vacancy" tabs={tabs} current={shown} onChange={(key) => go(to('hiring', id, key))}>
        {shown === 'announcement' && <Announcement vacancy={data} />}
        {shown === 'questions' && <Questions questions={data.questions} />}
        {shown === 'applicants' && <Applicants vacancy={data} />}
        {shown === 'rating' && <RatingPanel vacancy={data} />}
        {shown === 'certificates' && <Certificates vacancy={data} />}
        {shown === 'history' && <VacancyHistory id={id} />}
      </Tabs>
    </div>
  )
}

const tabWords: Record<string, string> = {
  announcement: 'Announcement',
  questions: 'Questions',
  applicants: 'Applicants',
  rating: 'Rating',
  certificates: 'Certificates',
  history: 'History',
}

function Announcement({ vacancy }: { vacancy: desktop.VacancyView }) {
  const [asPublic, setAsPublic] = useState(false)
  const write = (field: string, section: string) => {
    go(to('hiring', vacancy.row.id, 'write', section))
    window.setTimeout(() => focusField(field), 400)
  }
  const views = (
    <div className="row">
      <button type="button" className="usa-button usa-button--outline" onClick={() => setAsPublic(!asPublic)}>
        {asPublic ? 'As staff see it' : 'As the public sees it'}
      </button>
    </div>
  )
  if (asPublic) {
    return (
      <>
        {views}
        <PublicPage id={vacancy.row.id} savedAt="" />
      </>
    )
  }
  return (
    <>
      {views}
      {vacancy.acts.some((a) => a.code === 'edit') && <Gaps gaps={vacancy.gaps.filter((g) => g.stops)} onGo={write} />}
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
    </>
  )
}
