import type { desktop } from '../bridge'
import { dayWords } from './dates'

// Facts is a list of labels with their values; days are read in words.
export function Facts({ facts }: { facts: desktop.Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((f) => (
        <div key={f.label} className="facts__one">
          <dt>{f.label}</dt>
          <dd className="pre">{f.value ? dayWords(f.value) : '—'}</dd>
        </div>
      ))}
    </dl>
  )
}

// Why lists the steps of an explanation with their citations.
export function Why({ reasons }: { reasons: desktop.Reason[] }) {
  return (
    <ol className="why">
      {reasons.map((r) => (
        <li key={r.words + r.citation}>
          {r.words}
          {r.citation && <span className="why__rule">{r.citation}</span>}
        </li>
      ))}
    </ol>
  )
}
