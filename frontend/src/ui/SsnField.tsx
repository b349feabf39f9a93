import { useId, useRef, useState } from 'react'

interface Props {
  label: string
  name: string
  last4: string // of the one on record: leaving both empty keeps it
  error?: string
  required?: boolean
  onChange: (ssn: string) => void // nine digits once both agree, else empty
  onBlur?: () => void
}

const digits = (text: string) => text.replace(/\D/g, '').slice(0, 9)

// SsnField takes a Social Security number twice, never shows it, and hands it
// on only when both agree.
export function SsnField({ label, name, last4, error, required, onChange, onBlur }: Props) {
  const id = useId()
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [left, setLeft] = useState(false)
  const again = useRef<HTMLInputElement>(null)

  const change = (a: string, b: string) => {
    setFirst(a)
    setSecond(b)
    onChange(a.length === 9 && a === b ? a : '')
  }
  const own = left ? complaint(first, second) : ''
  const words = error ?? own
  return (
    <div className="usa-form-group field" data-field={name}>
      <label className="usa-label" htmlFor={id}>
        {label}
        {required && (
          <abbr className="field__required" title="required">
            {' *'}
          </abbr>
        )}
      </label>
      <div className="field__body">
        <div className="field__control field--short">
          <input
            id={id}
            name={name}
            type="password"
            inputMode="numeric"
            autoComplete="off"
            className={`usa-input ${words ? 'usa-input--error' : ''}`}
            style={{ flex: '0 0 9rem' }}
            value={first}
            aria-invalid={words ? true : undefined}
            aria-describedby={`${id}-hint ${id}-error`}
            onChange={(e) => change(digits(e.target.value), second)}
          />
          <label htmlFor={`${id}-again`}>again</label>
          <input
            id={`${id}-again`}
            ref={again}
            type="password"
            inputMode="numeric"
            autoComplete="off"
            className={`usa-input ${words ? 'usa-input--error' : ''}`}
            style={{ flex: '0 0 9rem' }}
            value={second}
            aria-label={`${label}, typed again`}
            onChange={(e) => change(first, digits(e.target.value))}
            onBlur={() => {
              setLeft(true)
              onBlur?.()
            }}
          />
          {first.length === 9 && first === second && <span className="field__reads">✓ both agree</span>}
        </div>
        <span className="usa-hint" id={`${id}-hint`}>
          {last4 && !first
            ? `•••-••-${last4} is on record, sealed apart. Leave both empty to keep it.`
            : 'Nine digits, typed twice; kept sealed and never shown here'}
        </span>
        {words && (
          <span className="usa-error-message" id={`${id}-error`}>
            {words}
          </span>
        )}
      </div>
    </div>
  )
}

function complaint(first: string, second: string): string {
  if (!first && !second) return ''
  if (first.length !== 9) return 'Enter all nine digits of the Social Security number'
  if (first !== second) return 'The two entries differ. Type the number again in both boxes'
  return ''
}
