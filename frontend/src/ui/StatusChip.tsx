import type { ReactNode } from 'react'

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
  differs: ['bad', '↔'],
  waiting: ['warn', '◔'],
  sent: ['good', '✓'],
  refused: ['bad', '✕'],
  conflict: ['bad', '↔'],
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
