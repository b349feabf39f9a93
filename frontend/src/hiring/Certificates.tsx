import { useQuery } from '@tanstack/react-query'
import { type desktop, useBridge } from '../bridge'
import { to } from '../router'
import { type Column, dayWords, EmptyState, FaultNotice, Loading, StatusChip, Table } from '../ui'
import { stateOf } from './CertificateScreen'
import { vacancyKeys } from './keys'

const columns: Column<desktop.CertificateRow>[] = [
  {
    key: 'number',
    header: 'Certificate',
    tight: true,
    cell: (c) => (
      <a className="table__link" href={to('certificate', c.id)}>
        {c.number}
      </a>
    ),
  },
  { key: 'grade', header: 'Grade', cell: (c) => c.grade },
  { key: 'status', header: 'Status', cell: (c) => <StatusChip state={stateOf(c.status)}>{c.status}</StatusChip> },
  { key: 'issued', header: 'Issued', tight: true, cell: (c) => dayWords(c.issued.slice(0, 10)) },
  { key: 'returnBy', header: 'Return by', tight: true, cell: (c) => dayWords(c.returnBy) },
  { key: 'expires', header: 'Expires', tight: true, cell: (c) => dayWords(c.expires) },
  { key: 'names', header: 'Names', align: 'right', cell: (c) => c.names },
  { key: 'selected', header: 'Selected', align: 'right', cell: (c) => c.selected },
]

// Certificates is the list of a vacancy's certificates of eligibles.
export function Certificates({ vacancy }: { vacancy: desktop.VacancyView }) {
  const bridge = useBridge()
  const id = vacancy.row.id
  const { data, error } = useQuery({ queryKey: vacancyKeys.certificates(id), queryFn: () => bridge.hiring.certificates(id) })
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the certificates" />
  return (
    <>
      {vacancy.acts.some((a) => a.code === 'certify') && (
        <div className="row">
          {vacancy.grades.map((g) => (
            <a key={g} className="usa-button usa-button--outline" href={to('certificate', 'new', id, g)}>
              Make a certificate for grade {g}
            </a>
          ))}
        </div>
      )}
      {data.length > 0 ? (
        <Table caption="Certificates" columns={columns} rows={data} rowKey={(c) => c.id} />
      ) : (
        <EmptyState heading="No certificate yet">
          A certificate is made from the rated list: close the vacancy, rate it, then make the certificate.
        </EmptyState>
      )}
    </>
  )
}
