import { type ReactNode, useEffect, useRef } from 'react'
import { Fault, asFault } from '../bridge'

type Level = 'info' | 'good' | 'warn' | 'bad'
const glyphs: Record<Level, string> = { info: 'ⓘ', good: '✓', warn: '!', bad: '✕' }

interface Props {
  level?: Level
  heading?: string
  children?: ReactNode
}

// Notice is a coloured box with a glyph and words; colour never speaks alone.
export function Notice({ level = 'info', heading, children }: Props) {
  return (
    <div className={`notice notice--${level} appear`} role={level === 'bad' ? 'alert' : undefined}>
      <span className="notice__glyph" aria-hidden="true">
        {glyphs[level]}
      </span>
      <div className="notice__body">
        {heading && <p className="notice__heading">{heading}</p>}
        {children}
      </div>
    </div>
  )
}

// FaultNotice shows a fault with the rule that refused.
export function FaultNotice({ fault }: { fault: unknown }) {
  const f = asFault(fault)
  return (
    <Notice level="bad">
      <p>{f.words}</p>
      {f.rule && <p className="notice__rule">Rule: {f.rule}</p>}
    </Notice>
  )
}

// A summary names this many fields; the others are marked in the form.
const most = 8

interface SummaryProps {
  fault: Fault | null
  labels?: Record<string, string>
}

// ErrorSummary names every field at fault, links to it, and takes the focus when
// it appears.
export function ErrorSummary({ fault, labels = {} }: SummaryProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (fault) box.current?.focus()
  }, [fault])
  if (!fault) return null
  return (
    <div className="notice notice--bad summary appear" role="alert" tabIndex={-1} ref={box}>
      <span className="notice__glyph" aria-hidden="true">
        ✕
      </span>
      <div className="notice__body">
        <p className="notice__heading">There is a problem</p>
        {fault.fields.length === 0 && <p>{fault.words}</p>}
        {fault.rule && <p className="notice__rule">Rule: {fault.rule}</p>}
        {fault.fields.length > 0 && (
          <ul>
            {fault.fields.slice(0, most).map((f) => (
              <li key={f.name + f.words}>
                <button type="button" className="usa-button usa-button--unstyled" onClick={() => focusField(f.name)}>
                  {labels[f.name] ? `${labels[f.name]}: ` : ''}
                  {f.words}
                </button>
              </li>
            ))}
          </ul>
        )}
        {fault.fields.length > most && <p>and {fault.fields.length - most} more, each marked at its field</p>}
      </div>
    </div>
  )
}

// focusField moves the focus to the control of a named field.
export function focusField(name: string): void {
  const frame = document.querySelector(`[data-field="${CSS.escape(name)}"]`)
  const control = frame?.querySelector<HTMLElement>('input, select, textarea')
  control?.focus()
  control?.scrollIntoView({ block: 'center' })
}

// wordsOf is the sentence for one field of a fault, or undefined.
export function wordsOf(fault: Fault | null, name: string): string | undefined {
  return fault?.fields.find((f) => f.name === name)?.words
}
