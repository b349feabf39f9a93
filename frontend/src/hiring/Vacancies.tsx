import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { useViews } from '../frame/views'
import { to } from '../router'
import { type Column, dayWords, EmptyState, FaultNotice, Loading, StatusChip, Table } from '../ui'
import { vacancyKeys } from './keys'
import { NewVacancy } from './NewVacancy'

const columns: Column<desktop.VacancyRow>[] = [
  {
    key: 'number',
    header: 'Announcement',
    tight: true,
    sort: (v) => v.number,
    cell: (v) => (
      <a className="table__link" href={to('hiring', v.id)}>
        {v.number || 'No number yet'}
      </a>
    ),
  },
  { key: 'title', header: 'Title', sort: (v) => v.title, cell: (v) => v.title || 'No title yet' },
  { key: 'series', header: 'Series and grades', tight: true, sort: (v) => v.series, cell: (v) => v.series },
  { key: 'agency', header: 'Agency', choices: true, sort: (v) => v.agency, cell: (v) => v.agency },
  { key: 'closes', header: 'Closes', tight: true, sort: (v) => v.closes, text: (v) => dayWords(v.closes), cell: (v) => (v.closes ? dayWords(v.closes) : '—') },
  {
    key: 'status',
    header: 'Status',
    chip: true,
    choices: true,
    sort: (v) => v.statusWords,
    cell: (v) => <StatusChip state={v.status}>{v.statusWords}</StatusChip>,
  },
  { key: 'applications', header: 'Applications', align: 'right', sort: (v) => v.applications, cell: (v) => v.applications },
  { key: 'toVerify', header: 'To verify', align: 'right', sort: (v) => v.toVerify, cell: (v) => v.toVerify || '' },
]

// Vacancies is the table of vacancies.
export function Vacancies({ mayWrite = false }: { mayWrite?: boolean }) {
  const bridge = useBridge()
  const views = useViews('vacancies')
  const [begun, setBegun] = useState(false)
  const { data, error } = useQuery({ queryKey: vacancyKeys.all, queryFn: () => bridge.hiring.vacancies() })
  if (error) return <FaultNotice fault={error} />
  if (!data || !views) return <Loading what="the vacancies" />
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1>Vacancies</h1>
          {mayWrite && (
            <div className="head__acts">
              <button type="button" className="usa-button" onClick={() => setBegun(true)}>
                New vacancy…
              </button>
            </div>
          )}
        </div>
      </div>
      {data.length > 0 ? (
        <Table caption="Vacancies" columns={columns} rows={data} rowKey={keyOf} initial={{ key: 'closes', down: true }} tools views={views} />
      ) : (
        <EmptyState heading="No vacancies yet">Vacancies appear here after the next sync with the server.</EmptyState>
      )}
      {begun && <NewVacancy vacancies={data} onClose={() => setBegun(false)} />}
    </div>
  )
}

const keyOf = (v: desktop.VacancyRow) => v.id
