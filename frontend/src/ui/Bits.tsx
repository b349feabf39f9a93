import type { ReactNode } from 'react'
import type { desktop } from '../bridge'
import { dayWords } from './dates'

type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info'

const tones: Record<string, [Tone, string]> = {
  open: ['good', '●'],
  underreview: ['info', '◆'],
  selectionmade: ['good', '✓'],
  hiringcomplete: ['good', '✓'],
  verified: ['good', '✓'],
  closed: ['warn', '■'],
  rated: ['info', '◆'],
  certified: ['info', '◆'],
  selected: ['good', '✓'],
  finished: ['good', '✓'],
  eligible: ['good', '✓'],
  ineligible: ['bad', '✕'],
  draft: ['plain', '○'],
  keyed: ['warn', '◐'],
  differs: ['bad', '≠'],
  waiting: ['warn', '◔'],
  sent: ['good', '✓'],
  refused: ['bad', '✕'],
  conflict: ['bad', '≠'],
  late: ['bad', '!'],
  answered: ['good', '✓'],
  issued: ['info', '◆'],
  now: ['bad', '!'],
  soon: ['warn', '◔'],
  later: ['plain', '○'],
}

// StatusChip shows a state by glyph and words; the colour only helps.
export function StatusChip({ state, children }: { state: string; children: ReactNode }) {
  const [tone, glyph] = tones[state.toLowerCase()] ?? (['plain', '○'] as const)
  return (
    <span className={`chip chip--${tone}`}>
      <span aria-hidden="true">{glyph}</span>
      {children}
    </span>
  )
}

export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {keys.split(' ').map((k) => (
        <kbd key={k}>{k}</kbd>
      ))}
    </span>
  )
}

interface EmptyProps {
  heading: string
  children?: ReactNode
  action?: ReactNode
}

// EmptyState says why nothing is here and what to do about it.
export function EmptyState({ heading, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <h2 className="empty__heading">{heading}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

export function Facts({ facts }: { facts: desktop.Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((f) => (
        <div key={f.label} style={{ display: 'contents' }}>
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

// Loading says what is being fetched; screens replace it or show a fault.
export function Loading({ what }: { what: string }) {
  return (
    <p className="quiet" role="status">
      Opening {what}…
    </p>
  )
}
