import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { to } from '../router'
import { type Column, dayWords, EmptyState, FaultNotice, Field, Loading, SelectField, StatusChip, Table } from '../ui'
import { vacancyKeys } from './keys'

const columns: Column<desktop.VacancyRow>[] = [
  {
    key: 'number',
    header: 'Announcement',
    tight: true,
    sort: (v) => v.number,
    cell: (v) => (
      <a className="table__link" href={to('hiring', v.id)}>
        {v.number}
      </a>
    ),
  },
  { key: 'title', header: 'Title', sort: (v) => v.title, cell: (v) => v.title },
  { key: 'series', header: 'Series and grades', tight: true, sort: (v) => v.series, cell: (v) => v.series },
  { key: 'agency', header: 'Agency', sort: (v) => v.agency, cell: (v) => v.agency },
  { key: 'closes', header: 'Closes', tight: true, sort: (v) => v.closes, cell: (v) => dayWords(v.closes) },
  { key: 'status', header: 'Status', sort: (v) => v.statusWords, cell: (v) => <StatusChip state={v.status}>{v.statusWords}</StatusChip> },
  { key: 'applications', header: 'Applications', align: 'right', sort: (v) => v.applications, cell: (v) => v.applications },
  { key: 'toVerify', header: 'To verify', align: 'right', sort: (v) => v.toVerify, cell: (v) => v.toVerify || '' },
]

// Vacancies is the table of vacancies with its filter.
export function Vacancies() {
  const bridge = useBridge()
  const [text, setText] = useState('')
  const [status, setStatus] = useState('')
  const { data, error } = useQuery({ queryKey: vacancyKeys.all, queryFn: () => bridge.hiring.vacancies() })
  const states = useMemo(
    () => [...new Map((data ?? []).map((v) => [v.status, v.statusWords])).entries()].map(([code, label]) => ({ code, label })),
    [data],
  )
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the vacancies" />
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const rows = data.filter(
    (v) => (!status || v.status === status) && words.every((w) => `${v.number} ${v.title} ${v.agency} ${v.series}`.toLowerCase().includes(w)),
  )
  return (
    <div>
      <div className="head">
        <h1>Vacancies</h1>
        <div className="filters">
          <Field label="Filter" name="filter" value={text} onChange={setText} hint="Number, title, agency or series" size="middle" />
          <SelectField label="Status" name="status" value={status} onChange={setStatus} options={states} none="All" size="short" />
          <span className="quiet" role="status">
            {rows.length} of {data.length}
          </span>
        </div>
      </div>
      {rows.length > 0 ? (
        <Table caption="Vacancies" columns={columns} rows={rows} rowKey={(v) => v.id} initial={{ key: 'closes', down: true }} />
      ) : (
        <EmptyState heading={data.length === 0 ? 'No vacancies yet' : 'No vacancy matches'}>
          {data.length === 0 ? 'Vacancies appear here after the next sync with the server.' : 'Clear the filter, or try part of a title or number.'}
        </EmptyState>
      )}
    </div>
  )
}
