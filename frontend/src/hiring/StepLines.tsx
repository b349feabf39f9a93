import type { desktop } from '../bridge'
import { type Column, StatusChip, Table } from '../ui'

const words: Record<string, [string, string]> = {
  can: ['later', 'Would change'],
  done: ['sent', 'Recorded'],
  waiting: ['waiting', 'Waits for the server'],
  refused: ['refused', 'Refused'],
}

const columns: Column<desktop.StepRow>[] = [
  { key: 'name', header: 'Applicant', sort: (r) => r.name, cell: (r) => r.name },
  {
    key: 'state',
    header: 'What happens',
    tight: true,
    sort: (r) => r.state,
    text: (r) => words[r.state]?.[1] ?? '',
    cell: (r) => <StatusChip state={words[r.state]?.[0] ?? 'later'}>{words[r.state]?.[1]}</StatusChip>,
  },
  {
    key: 'change',
    header: 'Change',
    text: (r) => (r.words ? '' : `${r.from} → ${r.to}`),
    cell: (r) =>
      r.words ? (
        '—'
      ) : (
        <span>
          {r.from || '—'} <span aria-hidden="true">→</span>
          <span className="usa-sr-only">becomes</span> <strong>{r.to || '—'}</strong>
        </span>
      ),
  },
]

const whyRefused = (r: desktop.StepRow) =>
  r.words ? (
    <p className="step-lines__why">
      {r.words}
      {r.rule && <span className="why__rule">{r.rule}</span>}
    </p>
  ) : null

// StepLines is what a step does to each application, those refused first.
export function StepLines({ rows }: { rows: desktop.StepRow[] }) {
  const sorted = [...rows].sort((a, b) => Number(b.state === 'refused') - Number(a.state === 'refused'))
  return (
    <div className="step-lines">
      <Table caption="What happens to each applicant" columns={columns} rows={sorted} rowKey={(r) => r.application} detail={whyRefused} />
    </div>
  )
}
