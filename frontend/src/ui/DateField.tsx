import { useState } from 'react'
import { dayDigits, dayWords, readDay } from './dates'
import { Field, type FieldProps } from './Field'

interface Props extends FieldProps {
  value: string // 2026-11-22 or empty; or the text that is no day
  onChange: (day: string) => void
  onBlur?: () => void
}

// DateField takes a day as six digits, 112226, and reads it back in words.
export function DateField({ value, onChange, onBlur, error, hint, ...field }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? dayDigits(value)
  const read = text ? readDay(text) : null
  const unread = typed === null && text !== '' && !read
  return (
    <Field
      size="short"
      {...field}
      hint={hint ?? 'MMDDYY'}
      inputMode="numeric"
      maxLength={10}
      value={text}
      error={error ?? (unread ? 'Enter a day as six digits, for example 112226 for Nov 22, 2026' : undefined)}
      reads={read ? dayWords(read) : undefined}
      onChange={(next) => {
        setTyped(next)
        onChange(readDay(next) ?? next)
      }}
      onBlur={() => {
        setTyped(null)
        onBlur?.()
      }}
    />
  )
}
