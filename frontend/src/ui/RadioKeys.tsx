import { type KeyboardEvent, useId, useRef } from 'react'
import type { Option } from './Field'

interface Props {
  label: string
  name: string
  hint?: string
  error?: string
  options: Option[]
  value: string[]
  many?: boolean
  inline?: boolean // short answers beside each other
  onChange: (value: string[]) => void
  onBlur?: () => void
}

// RadioKeys shows every answer with a number; typing the number marks it. One
// answer, or several when many is set.
export function RadioKeys({ label, name, hint, error, options, value, many, inline, onChange, onBlur }: Props) {
  const id = useId()
  const typed = useRef({ digits: '', at: 0 })
  const keyed = (e: KeyboardEvent) => {
    if (e.altKey || e.ctrlKey || e.metaKey || !/^\d$/.test(e.key)) return
    // Digits that follow each other quickly make one number: 1 and 4 is 14.
    const quick = e.timeStamp - typed.current.at < 800
    let digits = quick ? typed.current.digits + e.key : e.key
    if (!options[Number(digits) - 1]) digits = e.key
    const before = digits.length > 1 ? options[Number(typed.current.digits) - 1] : undefined
    typed.current = { digits, at: e.timeStamp }
    const option = options[Number(digits) - 1]
    if (!option) return
    e.preventDefault()
    // The first digit of a longer number marked an answer that was not meant.
    onChange(before && many ? toggled(toggled(value, before.code), option.code) : many ? toggled(value, option.code) : [option.code])
    document.getElementById(`${id}-${option.code}`)?.focus()
  }
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- number keys inside the group mark an answer
    <fieldset className="field field--group" data-field={name} aria-describedby={described} onKeyDown={keyed} onBlur={onBlur}>
      <legend className="usa-label">{label}</legend>
      <div className="field__body">
        {hint && (
          <span className="usa-hint" id={`${id}-hint`}>
            {hint}
          </span>
        )}
        {error && (
          <span className="usa-error-message" id={`${id}-error`}>
            {error}
          </span>
        )}
        <div className={inline ? 'choices choices--inline' : 'choices'}>
          {options.map((o, i) => (
            <label key={o.code} className="choices__one" htmlFor={`${id}-${o.code}`}>
              <input
                id={`${id}-${o.code}`}
                type={many ? 'checkbox' : 'radio'}
                name={many ? `${id}-${o.code}` : id}
                checked={value.includes(o.code)}
                onChange={() => onChange(many ? toggled(value, o.code) : [o.code])}
              />
              <span className="choices__key" aria-hidden="true">
                {i + 1}
              </span>
              <span>{o.label}</span>
            </label>
          ))}
        </div>
      </div>
    </fieldset>
  )
}

const toggled = (value: string[], code: string) => (value.includes(code) ? value.filter((c) => c !== code) : [...value, code])
