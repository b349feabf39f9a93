import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { to } from '../router'
import { type Column, EmptyState, FaultNotice, Loading, Notice, SelectField, StatusChip, Table, Why } from '../ui'
import { vacancyKeys } from './keys'

// Applicants is the list of a vacancy's applicants, in rank order once rated.
// Answers about sex, race or disability are never on it.
export function Applicants({ vacancy }: { vacancy: desktop.VacancyView }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const id = vacancy.row.id
  const [grade, setGrade] = useState(vacancy.grades[0] ?? '')
  const [open, setOpen] = useState('')
  const { data, error } = useQuery({ queryKey: vacancyKeys.applicants(id, grade, vacancy.round), queryFn: () => bridge.hiring.applicants(id, grade) })
  const rate = useMutation({
    mutationFn: (_round: number) => bridge.hiring.rate(id, data?.seen ?? ''),
    onSuccess: (outcome) => {
      if (!outcome.waiting) void client.invalidateQueries({ queryKey: vacancyKeys.one(id) })
    },
    onError: () => void client.invalidateQueries({ queryKey: vacancyKeys.one(id) }),
  })

  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the applicants" />
  const columns: Column<desktop.ApplicantRow>[] = [
    { key: 'place', header: 'Place', align: 'right', sort: (a) => Number(a.place) || 1e9, cell: (a) => a.place || '—' },
    {
      key: 'name',
      header: 'Name',
      sort: (a) => a.name,
      cell: (a) => (
        <a className="table__link" href={to('application', a.id)}>
          {a.name}
        </a>
      ),
    },
    { key: 'category', header: 'Category', sort: (a) => a.category, cell: (a) => a.category || '—' },
    { key: 'rating', header: 'Rating', align: 'right', sort: (a) => Number(a.rating) || 0, cell: (a) => a.rating || '—' },
    { key: 'preference', header: 'Preference', tight: true, sort: (a) => a.preference || a.claimed, cell: (a) => preference(a) },
    {
      key: 'eligible',
      header: 'Eligibility',
      sort: (a) => a.eligible,
      cell: (a) => <StatusChip state={a.eligible}>{a.eligible}</StatusChip>,
    },
    { key: 'source', header: 'Came by', tight: true, sort: (a) => a.source, cell: (a) => a.source },
    { key: 'status', header: 'Stands at', tight: true, sort: (a) => a.status, cell: (a) => a.status },
    {
      key: 'why',
      header: 'Reason',
      cell: (a) =>
        a.why.length > 0 && (
          <button
            type="button"
            className="usa-button usa-button--unstyled"
            aria-expanded={open === a.id}
            onClick={() => setOpen(open === a.id ? '' : a.id)}
          >
            {a.place ? 'Why here?' : 'Why?'}
          </button>
        ),
    },
  ]
  return (
    <>
      <div className="spread">
        {vacancy.grades.length > 1 ? (
          <SelectField
            label="Grade"
            name="grade"
            size="short"
            value={grade}
            onChange={setGrade}
            options={vacancy.grades.map((g) => ({ code: g, label: g }))}
            none="All grades"
          />
        ) : (
          <span />
        )}
        <span className="row">
          {vacancy.acts.some((a) => a.code === 'rate') && (
            <button type="button" className="usa-button" onClick={() => rate.mutate(vacancy.round)} disabled={rate.isPending}>
              {rate.isPending ? 'Rating…' : data.rated ? 'Rate again' : 'Rate and rank'}
            </button>
          )}
          {vacancy.acts.some((a) => a.code === 'certify') && grade && (
            <a className="usa-button" href={to('certificate', 'new', id, grade)}>
              Make a certificate
            </a>
          )}
        </span>
      </div>
      {rate.error && <FaultNotice fault={rate.error} />}
      {rate.data && (
        <Notice level={rate.data.waiting && rate.variables === vacancy.round ? 'info' : 'good'}>
          <p>{rate.variables === vacancy.round ? rate.data.words : 'The server has rated and ranked the applications.'}</p>
        </Notice>
      )}
      {data.note && <p className="quiet pre">{data.note}</p>}
      {data.rows.length > 0 ? (
        <Table
          caption={`Applicants${data.rated ? ', in rank order' : ''}`}
          columns={columns}
          rows={data.rows}
          rowKey={(a) => a.id}
          detail={(a) => (a.id === open ? <Why reasons={a.why} /> : null)}
        />
      ) : (
        <EmptyState heading="No applications yet">Paper applications appear once they are keyed; those from the web after the next sync.</EmptyState>
      )}
    </>
  )
}

function preference(a: desktop.ApplicantRow): string {
  if (a.preference) return a.preference
  return a.claimed && a.claimed !== 'NV' ? `${a.claimed} claimed` : a.claimed || '—'
}
