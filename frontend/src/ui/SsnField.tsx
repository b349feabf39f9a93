import { useState } from 'react'
import { FieldFrame } from './Field'

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
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [left, setLeft] = useState(false)

  const change = (a: string, b: string) => {
    setFirst(a)
    setSecond(b)
    onChange(a.length === 9 && a === b ? a : '')
  }
  const words = error ?? (left ? complaint(first, second) : undefined)
  const masked = {
    type: 'password',
    inputMode: 'numeric',
    autoComplete: 'off',
    className: `usa-input ${words ? 'usa-input--error' : ''}`,
  } as const
  return (
    <FieldFrame
      label={label}
      name={name}
      size="short"
      required={required}
      error={words}
      reads={first.length === 9 && first === second ? '✓ both agree' : undefined}
      hint={
        last4 && !first
          ? `•••-••-${last4} is on record, sealed apart. Leave both empty to keep it.`
          : 'Nine digits, typed twice; kept sealed and never shown here'
      }
    >
      {(control) => (
        <>
          <input {...control} {...masked} value={first} onChange={(e) => change(digits(e.target.value), second)} />
          <label htmlFor={`${control.id}-again`}>again</label>
          <input
            {...masked}
            id={`${control.id}-again`}
            value={second}
            aria-label={`${label}, typed again`}
            aria-invalid={control['aria-invalid']}
            onChange={(e) => change(first, digits(e.target.value))}
            onBlur={() => {
              setLeft(true)
              onBlur?.()
            }}
          />
        </>
      )}
    </FieldFrame>
  )
}

function complaint(first: string, second: string): string | undefined {
  if (!first && !second) return undefined
  if (first.length !== 9) return 'Enter all nine digits of the Social Security number'
  if (first !== second) return 'The two entries differ. Type the number again in both boxes'
  return undefined
}
