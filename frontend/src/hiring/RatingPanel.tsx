import { useQuery } from '@tanstack/react-query'
import { type desktop, useBridge } from '../bridge'
import { FaultNotice, Loading, Stat, Stats, timeWords } from '../ui'
import { vacancyKeys } from './keys'

// RatingPanel is how a vacancy's applications stand and what a rating gives with
// them as they are now. It names nobody.
export function RatingPanel({ vacancy }: { vacancy: desktop.VacancyView }) {
  const bridge = useBridge()
  const id = vacancy.row.id
  const { data, error } = useQuery({ queryKey: vacancyKeys.rating(id), queryFn: () => bridge.hiring.rating(id) })
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the rating" />
  return (
    <>
      <Stats>
        <Stat label="Rated" value={data.round === 0 ? 'Not yet' : `Round ${data.round}`} more={data.round > 0 ? timeWords(data.ratedAt) : undefined} />
        <Stat label="Finished" value={String(data.finished)} more="A rating takes these" />
        <Stat label="Keyed, not finished" value={String(data.waiting)} more={data.waiting > 0 ? 'Not rated before they are finished' : undefined} level={data.waiting > 0 ? 'warn' : undefined} />
        <Stat label="Drafts" value={String(data.drafts)} />
      </Stats>
      {vacancy.method && <p className="pre prose">{vacancy.method}</p>}
      <p className="quiet">{data.round === 0 ? 'What a rating would give with the applications as they are now:' : 'With the applications as they are now:'}</p>
      <div className="columns">
        {data.grades.map((g) => (
          <section key={g.grade} className="card" aria-label={`Grade ${g.grade}`}>
            <h2>Grade {g.grade}</h2>
            <table className="points rating">
              <thead>
                <tr>
                  <th scope="col">{g.eligible === 1 ? '1 eligible' : `${g.eligible} eligible`}</th>
                  <th scope="col" className="right">
                    People
                  </th>
                </tr>
              </thead>
              <tbody>
                {g.categories.map((c) => (
                  <Part key={c.name} part={c} />
                ))}
              </tbody>
            </table>
            {g.reasons.length > 0 && (
              <table className="points rating">
                <thead>
                  <tr>
                    <th scope="col">{g.ineligible === 1 ? '1 ineligible' : `${g.ineligible} ineligible`}</th>
                    <th scope="col" className="right">
                      People
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {g.reasons.map((r) => (
                    <Part key={r.name} part={r} />
                  ))}
                </tbody>
              </table>
            )}
          </section>
        ))}
      </div>
    </>
  )
}

function Part({ part }: { part: desktop.RatingPart }) {
  return (
    <tr>
      <td>
        {part.name}
        {part.more && <span className="quiet rating__more">{part.more}</span>}
      </td>
      <td className="right">{part.count}</td>
    </tr>
  )
}
