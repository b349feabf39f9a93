import type { ReactNode } from 'react'

// Stats is a row of Stat.
export function Stats({ children }: { children: ReactNode }) {
  return <dl className="stats">{children}</dl>
}

interface Props {
  label: string
  value: string
  more?: string // what the value is measured against
  level?: 'good' | 'warn' | 'bad' // says it in colour and by a glyph
}

const glyphs = { good: '✓', warn: '◔', bad: '!' }

// Stat is one number with what it means. It stands in Stats.
export function Stat({ label, value, more, level }: Props) {
  return (
    <div className={`stat ${level ? `stat--${level}` : ''}`}>
      <dt>{label}</dt>
      <dd className="stat__value number">{value}</dd>
      {more && (
        <dd className="stat__more">
          {level && <span aria-hidden="true">{glyphs[level]} </span>}
          {more}
        </dd>
      )}
    </div>
  )
}
