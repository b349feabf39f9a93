import { useMemo, useState } from 'react'
import type { desktop } from '../bridge'
import { to } from '../router'
import { useViews } from '../frame/views'
import { type Column, StatusChip, Table, Why } from '../ui'
import { StepDialog } from './StepDialog'
import { stepButtons, type StepKind } from './steps'

interface Props {
  rows: desktop.ApplicantRow[]
  ranked?: boolean // the rows stand in rank order
  all?: boolean // of every vacancy
  mayAct: boolean
}

// ApplicantTable is the list of applicants, of one vacancy or of all: sorted,
// filtered, and marked for a step on one or many. Answers about sex, race or
// disability are never in it.
export function ApplicantTable({ rows, ranked, all, mayAct }: Props) {
  const views = useViews(all ? 'all-applicants' : 'applicants')
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [step, setStep] = useState<StepKind | null>(null)
  const [open, setOpen] = useState('')
  const columns = useMemo(() => columnsOf(Boolean(all), open, setOpen), [all, open])
  const targets = useMemo(() => rows.filter((r) => marked.has(r.id)), [rows, marked])
  return (
    <>
      <Table
        caption={all ? 'Applicants of every vacancy' : `Applicants${ranked ? ', in rank order' : ''}`}
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        tools
        views={views}
        detail={(a) => (a.id === open ? <Why reasons={a.why} /> : null)}
        marks={mayAct ? { keys: marked, onChange: setMarked } : undefined}
        acts={stepButtons.map(([kind, label]) => (
          <button key={kind} type="button" className="usa-button usa-button--outline" onClick={() => setStep(kind)}>
            {label}
          </button>
        ))}
      />
      {step && targets.length > 0 && (
        <StepDialog
          kind={step}
          targets={targets}
          onClose={(done) => {
            setStep(null)
            if (done) setMarked(new Set())
          }}
        />
      )}
    </>
  )
}

const keyOf = (a: desktop.ApplicantRow) => a.id

function columnsOf(all: boolean, open: string, onOpen: (id: string) => void): Column<desktop.ApplicantRow>[] {
  const columns: (Column<desktop.ApplicantRow> | false)[] = [
    {
      key: 'name',
      header: 'Name',
      tight: true,
      sort: (a) => a.name,
      cell: (a) => (
        <a className="table__link" href={to('application', a.id)}>
          {a.name}
        </a>
      ),
    },
    !all && { key: 'place', header: 'Place', align: 'right', sort: (a) => Number(a.place) || 1e9, cell: (a) => a.place || '—' },
    all && {
      key: 'vacancy',
      header: 'Vacancy',
      choices: true,
      tight: true,
      sort: (a) => a.announcement,
      cell: (a) => <a href={to('hiring', a.vacancy, 'applicants')}>{a.announcement}</a>,
    },
    { key: 'source', header: 'Source', tight: true, choices: true, sort: (a) => a.source, cell: (a) => a.source },
    {
      key: 'eligible',
      header: 'Eligibility',
      chip: true,
      choices: true,
      sort: (a) => a.eligible,
      cell: (a) => <StatusChip state={a.eligible}>{a.eligible}</StatusChip>,
    },
    { key: 'rating', header: 'Rating', align: 'right', sort: (a) => Number(a.rating) || 0, text: ratingText, cell: ratingOf },
    all && { key: 'grade', header: 'Grade', tight: true, hidden: true, sort: (a) => a.grade, cell: (a) => a.grade || '—' },
    { key: 'category', header: 'Category', tight: true, choices: true, sort: (a) => a.category, cell: (a) => a.category || '—' },
    { key: 'claimed', header: 'Claimed', tight: true, sort: (a) => a.claimed, cell: (a) => a.claimed || '—' },
    { key: 'preference', header: 'Adjudicated', tight: true, sort: adjudicated, cell: (a) => adjudicated(a) || '—' },
    { key: 'status', header: 'Status', tight: true, choices: true, sort: (a) => a.status, cell: (a) => a.status },
    { key: 'number', header: 'Number', tight: true, hidden: true, sort: (a) => a.number, cell: (a) => a.number },
    !all && {
      key: 'why',
      header: 'Why',
      tight: true,
      text: () => 'Why?',
      cell: (a) =>
        a.why.length > 0 && (
          <button
            type="button"
            className="usa-button usa-button--unstyled"
            aria-expanded={open === a.id}
            aria-label={`Why? ${a.name}`}
            onClick={() => onOpen(open === a.id ? '' : a.id)}
          >
            Why?
          </button>
        ),
    },
  ]
  return columns.filter((c) => c !== false)
}

const ratingText = (a: desktop.ApplicantRow) => (a.answered ? `↓ ${a.rating}` : a.rating)

function ratingOf(a: desktop.ApplicantRow) {
  if (!a.answered) return a.rating || '—'
  return (
    <span title={`The answers give ${a.answered}; human resources lowered it`}>
      <span aria-hidden="true">↓ </span>
      {a.rating}
      <span className="usa-sr-only"> lowered from {a.answered}</span>
    </span>
  )
}

// adjudicated is the preference granted and how it stands; empty until somebody
// has decided the claim.
function adjudicated(a: desktop.ApplicantRow): string {
  if (!a.preference) return ''
  return a.standing === 'verified' ? a.preference : `${a.preference}, ${a.standing}`
}
