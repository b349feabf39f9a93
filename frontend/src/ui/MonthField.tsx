import { useState } from 'react'
import { Field, type FieldProps } from './Field'

interface Props extends FieldProps {
  value: string // 03/2019, "present", or the text that is neither
  onChange: (month: string) => void
  present?: boolean // may the value be "present"
}

// readMonth reads a month as people key it: 0319, 032019, 3/19, 03/2019; p for
// present when that is allowed.
export function readMonth(text: string, present = false, now = new Date()): string | null {
  const t = text.trim().toLowerCase()
  if (present && t !== '' && 'present'.startsWith(t)) return 'present'
  const match = /^(\d{1,2})[/-](\d{4}|\d{2})$/.exec(t) ?? /^(\d{2})(\d{4}|\d{2})$/.exec(t)
  if (!match) return null
  const month = Number(match[1])
  if (month < 1 || month > 12) return null
  const digits = match[2] ?? ''
  const century = digits.length === 4 ? '' : Number(digits) > (now.getFullYear() % 100) + 1 ? '19' : '20'
  return `${String(month).padStart(2, '0')}/${century}${digits}`
}

// MonthField takes a month and year as four digits, 0319.
export function MonthField({ value, onChange, present, error, hint, ...field }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? value
  const read = text ? readMonth(text, present) : null
  const unread = typed === null && text !== '' && !read
  return (
    <Field
      size="short"
      {...field}
      hint={hint ?? (present ? 'MMYY, or P for present' : 'MMYY')}
      maxLength={8}
      value={text}
      error={error ?? (unread ? 'Enter a month and year as four digits, for example 0319 for Mar 2019' : undefined)}
      reads={typed !== null && read && read !== typed ? read : undefined}
      onChange={(next) => {
        setTyped(next)
        onChange(readMonth(next, present) ?? next)
      }}
      onBlur={() => setTyped(null)}
    />
  )
}
