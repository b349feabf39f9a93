import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { to } from '../router'
import { EmptyState, FaultNotice, Loading, Notice, SelectField } from '../ui'
import { ApplicantTable } from './ApplicantTable'
import { vacancyKeys } from './keys'
import { people } from './steps'

// Applicants is the list of a vacancy's applicants, in rank order once rated.
// Answers about sex, race or disability are never on it.
export function Applicants({ vacancy }: { vacancy: desktop.VacancyView }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const id = vacancy.row.id
  const [grade, setGrade] = useState(vacancy.grades[0] ?? '')
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
  const upToDate = data.rated && data.changed === 0
  const mayRate = vacancy.acts.some((a) => a.code === 'rate')
  return (
    <>
      <div className="spread">
        {vacancy.grades.length > 1 ? (
          <SelectField
            label="Grade"
            name="grade"
            size="short"
            value={grade}
            onChange={(next) => setGrade(next || (vacancy.grades[0] ?? ''))}
            options={vacancy.grades.map((g) => ({ code: g, label: g }))}
            none="Lowest grade"
          />
        ) : (
          <span />
        )}
        <span className="row">
          {mayRate && (
            <button
              type="button"
              className={upToDate ? 'usa-button usa-button--outline' : 'usa-button'}
              onClick={() => rate.mutate(vacancy.round)}
              disabled={rate.isPending}
            >
              {rate.isPending ? 'Rating…' : data.rated ? 'Rate again' : 'Rate and rank'}
            </button>
          )}
          {vacancy.acts.some((a) => a.code === 'certify') && grade && (
            <a className={upToDate ? 'usa-button' : 'usa-button usa-button--outline'} href={to('certificate', 'new', id, grade)}>
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
      {data.changed > 0 && (
        <Notice level="warn" heading={`${people(data.changed)} changed after the last rating, or came after it`}>
          <p>Rate again: until then they have no place, and no certificate can be issued.</p>
        </Notice>
      )}
      {data.note && <p className="quiet pre">{data.note}</p>}
      {data.rows.length > 0 ? (
        <ApplicantTable rows={data.rows} ranked={data.rated} mayAct={data.mayAct} />
      ) : (
        <EmptyState heading="No applications yet">Paper applications appear once they are keyed; those from the web after the next sync.</EmptyState>
      )}
    </>
  )
}
