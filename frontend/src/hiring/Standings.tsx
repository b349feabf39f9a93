import type { desktop } from '../bridge'
import { EmptyState, Facts, Notice, StatusChip, Why } from '../ui'

// Standings is how the person stands at each grade and why, and how the veterans'
// preference stands.
export function Standings({ application }: { application: desktop.ApplicationView }) {
  const p = application.preference
  return (
    <>
      {application.stale && (
        <Notice level="warn">
          <p>The application changed after the last rating. What stands here holds again once the vacancy has been rated.</p>
        </Notice>
      )}
      {application.standings.length === 0 && <EmptyState heading="Not yet rated">The rating appears here once the vacancy has been closed and rated.</EmptyState>}
      {application.standings.map((s) => (
        <section key={s.grade} className="card">
          <div className="spread">
            <h2>Grade {s.grade}</h2>
            {s.rating || s.why.length > 0 ? (
              <StatusChip state={s.eligible ? 'eligible' : 'ineligible'}>{s.eligible ? 'Eligible' : 'Ineligible'}</StatusChip>
            ) : (
              <StatusChip state="later">Not yet rated</StatusChip>
            )}
          </div>
          {s.rating && (
            <p>
              <strong className="number">{s.rating}</strong>
              {s.answered && ` lowered from ${s.answered}, which the answers give`} · {s.category}
            </p>
          )}
          {s.ruling && <p>{s.ruling}</p>}
          {s.why.length > 0 && <Why reasons={s.why} />}
        </section>
      ))}
      <section className="card">
        <h2>Veterans’ preference</h2>
        <Facts
          facts={[
            { label: 'Claimed', value: p.claimed },
            { label: 'Granted', value: p.code || 'Not yet decided: the claim counts' },
            { label: 'How it stands', value: p.status.charAt(0).toUpperCase() + p.status.slice(1) },
            { label: 'Documents seen', value: p.proof.join(', ') },
          ]}
        />
      </section>
    </>
  )
}
