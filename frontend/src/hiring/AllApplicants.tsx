import { useQuery } from '@tanstack/react-query'
import { useBridge } from '../bridge'
import { to } from '../router'
import { EmptyState, FaultNotice, Loading } from '../ui'
import { ApplicantTable } from './ApplicantTable'
import { applicantKeys } from './keys'

// AllApplicants lists the applicants of every vacancy that the person may read.
// The listing is on the audit trail.
export function AllApplicants() {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: applicantKeys.all, queryFn: () => bridge.hiring.allApplicants(), staleTime: 60_000 })
  return (
    <div>
      <div className="head">
        <h1>Applicants</h1>
        {data && data.rows.length > 0 && (
          <p className="quiet" style={{ margin: 0 }}>
            Of every vacancy, by name. Order and category are shown with one vacancy; the rating here is that of the first grade at which somebody is
            eligible.
          </p>
        )}
      </div>
      {error && <FaultNotice fault={error} />}
      {!data && !error && <Loading what="the applicants" />}
      {data && data.rows.length === 0 && (
        <EmptyState heading="No applications yet" action={<a href={to('hiring')}>Go to Vacancies</a>}>
          Paper applications appear once they are keyed; those from the web after the next sync.
        </EmptyState>
      )}
      {data && data.rows.length > 0 && <ApplicantTable all rows={data.rows} mayAct={data.mayAct} />}
    </div>
  )
}
