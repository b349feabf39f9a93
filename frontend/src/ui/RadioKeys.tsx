import { type KeyboardEvent, useId } from 'react'
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
  const toggle = (code: string) => {
    if (!many) return onChange([code])
    onChange(value.includes(code) ? value.filter((c) => c !== code) : [...value, code])
  }
  const keyed = (e: KeyboardEvent) => {
    if (e.altKey || e.ctrlKey || e.metaKey || !/^[1-9]$/.test(e.key)) return
    const option = options[Number(e.key) - 1]
    if (!option) return
    e.preventDefault()
    toggle(option.code)
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
                onChange={() => toggle(o.code)}
              />
              <span className="choices__key" aria-hidden="true">
                {i < 9 ? i + 1 : ''}
              </span>
              <span>{o.label}</span>
            </label>
          ))}
        </div>
      </div>
    </fieldset>
  )
}
