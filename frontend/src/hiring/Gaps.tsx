import type { desktop } from '../bridge'

interface Props {
  gaps: desktop.GapView[]
  onGo: (field: string, section: string) => void
}

// Gaps says what an announcement lacks and which rule wants it; each leads to its
// field. What keeps the vacancy from opening stands first.
export function Gaps({ gaps, onGo }: Props) {
  const groups = [
    { key: 'stops', heading: 'Before it can open', verb: 'Required by', gaps: gaps.filter((g) => g.stops) },
    { key: 'advice', heading: 'Worth adding', verb: 'Asked for by', gaps: gaps.filter((g) => !g.stops) },
  ].filter((g) => g.gaps.length > 0)
  if (groups.length === 0) return null
  return (
    <section className="card gaps" aria-label="What is missing">
      {groups.map((group) => (
        <div key={group.key} className={`gaps__group gaps__group--${group.key}`}>
          <h3>{group.heading}</h3>
          <ul>
            {group.gaps.map((g) => (
              <li key={g.field + g.words}>
                <button type="button" className="usa-button usa-button--unstyled" onClick={() => onGo(g.field, g.section)}>
                  {g.words}
                </button>
                <span className="why__rule">
                  {group.verb} {g.citation}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
