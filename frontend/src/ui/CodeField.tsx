import { useId } from 'react'
import { FieldFrame, type FieldProps, type Option } from './Field'

interface Props extends FieldProps {
  value: string
  onChange: (code: string) => void
  onBlur?: () => void
  options: Option[]
}

// CodeField takes a code of two letters, such as TX, and reads it back in words.
// The list opens for those who do not know the code.
export function CodeField({ value, onChange, onBlur, options, error, ...field }: Props) {
  const list = useId()
  const known = options.find((o) => o.code === value)
  const wrong = value !== '' && !known && value.length >= 2
  return (
    <FieldFrame
      size="tiny"
      {...field}
      error={error ?? (wrong ? `No state has the code ${value}. Enter its two letters, for example TX` : undefined)}
      reads={known?.label}
    >
      {(control) => (
        <>
          <input
            {...control}
            type="text"
            className={`usa-input ${error || wrong ? 'usa-input--error' : ''}`}
            list={list}
            maxLength={2}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(e) => onChange(e.target.value.toUpperCase())}
            onBlur={onBlur}
          />
          <datalist id={list}>
            {options.map((o) => (
              <option key={o.code} value={o.code}>
                {o.label}
              </option>
            ))}
          </datalist>
        </>
      )}
    </FieldFrame>
  )
}
