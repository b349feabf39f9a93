import type { desktop } from '../bridge'
import { DateField, Field, RadioKeys, SelectField, SsnField } from '../ui'

interface Props {
  field: desktop.KeyField
  values: string[]
  error?: string
  onChange: (values: string[]) => void
}

// KeyedField is one critical field, blank, in the manner of the first form.
export function KeyedField({ field, values, error, onChange }: Props) {
  const one = {
    label: field.label,
    name: field.name,
    value: values[0] ?? '',
    error,
    hint: field.hint || undefined,
    onChange: (v: string) => onChange(v ? [v] : []),
  }
  switch (field.kind) {
    case 'ssn':
      return <SsnField label={field.label} name={field.name} last4="" error={error} onChange={(v) => onChange(v ? [v] : [])} />
    case 'date':
      return <DateField {...one} />
    case 'choice':
      return <SelectField {...one} size="middle" options={field.choices} />
    case 'single':
    case 'multiple':
      return (
        <div className="field--wide">
          <RadioKeys
            label={field.label}
            name={field.name}
            error={error}
            many={field.kind === 'multiple'}
            inline={field.choices.length === 2}
            options={field.choices}
            value={values}
            onChange={onChange}
          />
        </div>
      )
    default:
      return <Field {...one} size="middle" />
  }
}
