import type { desktop } from '../bridge'
import { timeWords } from '../ui'

// History is every change in the order of time, newest first: who, when, from
// what to what, and why.
export function History({ changes, empty = 'No changes yet.' }: { changes: desktop.ChangeView[]; empty?: string }) {
  if (changes.length === 0) return <p className="quiet">{empty}</p>
  return (
    <ol className="timeline" aria-label="History, newest first">
      {changes.map((c) => (
        <li key={c.id} className="timeline__one">
          <div className="spread">
            <strong>{c.what}</strong>
            <span className="quiet">
              {c.by}, <time dateTime={c.at}>{timeWords(c.at)}</time>
            </span>
          </div>
          {(c.from || c.to) && (
            <p className="pre">
              {c.from}
              {c.from && c.to && (
                <>
                  <span aria-hidden="true"> → </span>
                  <span className="usa-sr-only"> became </span>
                </>
              )}
              {c.to}
            </p>
          )}
          {c.reason && <p className="pre">Reason: {c.reason}</p>}
          {c.citation && <p className="quiet">{c.citation}</p>}
        </li>
      ))}
    </ol>
  )
}
