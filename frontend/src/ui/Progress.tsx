interface Props {
  label: string // what is being done: "Rating applications"
  done: number
  total?: number // unknown: the bar moves without an end
  elapsed?: number // milliseconds since it began; the time left follows from it
  from?: number // what was done when it began; 0 when left out
  unit?: string // of what is counted: "applications"
  counted?: boolean // false: nothing is counted, the bar moves alone
  onCancel?: () => void
}

// Progress shows how far long work has come: counts, the time left, and how to
// stop it.
export function Progress({ label, done, total, elapsed, from = 0, unit = '', counted = true, onCancel }: Props) {
  const share = total ? Math.min(1, done / total) : undefined
  const counts = [total === undefined ? words(done) : `${words(done)} of ${words(total)}`, unit].filter(Boolean).join(' ')
  const left = total !== undefined && elapsed !== undefined ? timeLeft(done - from, total - from, elapsed) : ''
  const said = counted ? [counts, left].filter(Boolean).join(', ') : ''
  return (
    <div className="progress">
      <div className="progress__line">
        <strong>{label}</strong>
        <span className="number quiet">{said}</span>
      </div>
      <div className="progress__line">
        <div
          className={`progress__bar ${share === undefined ? 'progress__bar--open' : ''}`}
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={share === undefined ? undefined : done}
          aria-valuetext={said || undefined}
        >
          <span style={share === undefined ? undefined : { width: `${share * 100}%` }} />
        </div>
        {onCancel && (
          <button type="button" className="usa-button usa-button--outline" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
    </div>
  )
}

const words = (n: number) => n.toLocaleString('en-US')

// How long a pace is watched before anything is said of the time left.
const watched = 3_000

// timeLeft is how long the rest takes at the pace so far; empty until two per
// cent are done and some seconds have passed, as the pace is not known before.
export function timeLeft(done: number, total: number, elapsed: number): string {
  if (done >= total || done < total * 0.02 || done <= 0 || elapsed < watched) return ''
  const seconds = Math.ceil(((total - done) * elapsed) / done / 1000)
  if (seconds < 60) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s left`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} min left` : `${Math.round(minutes / 60)} h left`
}
