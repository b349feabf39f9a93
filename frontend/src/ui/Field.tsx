import { type ComponentProps, type ReactNode, useId } from 'react'

export interface FieldProps {
  label: string
  name: string // the record's field name: faults are matched by it
  hint?: ReactNode
  error?: string
  warning?: string
  reads?: ReactNode // how the program reads what was typed, beside the input
  required?: boolean
  size?: 'tiny' | 'short' | 'middle'
}

interface FrameProps extends FieldProps {
  children: (control: Control) => ReactNode
}

// Control is what a control needs to belong to its label, hint and error.
export interface Control {
  id: string
  name: string
  'aria-describedby'?: string
  'aria-invalid'?: true
  'aria-required'?: true
}

// FieldFrame joins a label, a hint, an error and one control, so that a screen
// reader hears them together.
export function FieldFrame({ label, name, hint, error, warning, reads, required, size, children }: FrameProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`, warning && `${id}-warning`, reads && `${id}-reads`].filter(Boolean).join(' ')
  return (
    <div className={`usa-form-group field ${size ? `field--${size}` : ''}`} data-field={name}>
      <label className="usa-label" htmlFor={id}>
        {label}
        {required && (
          <abbr className="field__required" title="required">
            {' *'}
          </abbr>
        )}
      </label>
      <div className="field__body">
        <div className="field__control">
          {children({
            id,
            name,
            ...(described && { 'aria-describedby': described }),
            ...(error && { 'aria-invalid': true }),
            ...(required && { 'aria-required': true }),
          })}
          {reads && (
            <span className="field__reads" id={`${id}-reads`}>
              {reads}
            </span>
          )}
        </div>
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
        {warning && !error && (
          <span className="field__warning" id={`${id}-warning`}>
            {warning}
          </span>
        )}
      </div>
    </div>
  )
}

type Native<T extends 'input' | 'textarea' | 'select'> = Omit<ComponentProps<T>, keyof FieldProps | 'onChange' | 'value'>

export type TextFieldProps = FieldProps & Native<'input'> & { value: string; onChange: (value: string) => void }

// Field is one line of text.
export function Field({ label, name, hint, error, warning, reads, required, size, value, onChange, ...native }: TextFieldProps) {
  return (
    <FieldFrame {...{ label, name, hint, error, warning, reads, required, size }}>
      {(control) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...native}
          {...control}
          className={`usa-input ${error ? 'usa-input--error' : ''}`}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
    </FieldFrame>
  )
}

export type TextAreaProps = FieldProps & Native<'textarea'> & { value: string; onChange: (value: string) => void }

// TextArea is several lines of text.
export function TextArea({ label, name, hint, error, warning, reads, required, size, value, onChange, ...native }: TextAreaProps) {
  return (
    <FieldFrame {...{ label, name, hint, error, warning, reads, required, size }}>
      {(control) => (
        <textarea
          {...native}
          {...control}
          className={`usa-textarea ${error ? 'usa-input--error' : ''}`}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
    </FieldFrame>
  )
}

export interface Option {
  code: string
  label: string
}

export type SelectFieldProps = FieldProps &
  Native<'select'> & { value: string; onChange: (value: string) => void; options: Option[]; none?: string; numbered?: boolean }

// SelectField chooses one of a list. Numbered lists are chosen by typing the
// number.
export function SelectField(props: SelectFieldProps) {
  const { label, name, hint, error, warning, reads, required, size, value, onChange, options, none, numbered, ...native } = props
  return (
    <FieldFrame {...{ label, name, hint, error, warning, reads, required, size }}>
      {(control) => (
        <select
          {...native}
          {...control}
          className={`usa-select ${error ? 'usa-input--error' : ''}`}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        >
          <option value="">{none ?? 'Choose one'}</option>
          {options.map((o, i) => (
            <option key={o.code} value={o.code}>
              {numbered ? `${i + 1}  ${o.label}` : o.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  )
}
