import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { go, to } from '../router'
import { CodeField, DateField, dayWords, enterMovesOn, ErrorSummary, FaultNotice, Field, Loading, Notice, SelectField, SsnField, useKey, useToast, wordsOf } from '../ui'
import { Differences } from './Differences'
import { paperKeys, vacancyKeys } from './keys'

// SecondKeying asks the second person for the critical fields, blind: the
// program itself does not hold the first values here.
export function SecondKeying({ id }: { id: string }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const say = useToast()
  const { data, error } = useQuery({ queryKey: paperKeys.second(id), queryFn: () => bridge.hiring.secondKeying(id), staleTime: Number.POSITIVE_INFINITY, gcTime: 0 })
  const [values, setValues] = useState<Record<string, string>>({})
  const [result, setResult] = useState<desktop.SecondResult | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const labels = Object.fromEntries((data?.fields ?? []).map((f) => [f.name, f.label]))

  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [data])

  const done = (next: desktop.SecondResult) => {
    setFault(null)
    if (!next.finished) return setResult(next)
    void client.invalidateQueries({ queryKey: paperKeys.list })
    void client.invalidateQueries({ queryKey: vacancyKeys.all })
    say(next.words)
    go(to('paper'))
  }
  const attempt = async (work: () => Promise<desktop.SecondResult>) => {
    if (busy) return
    setBusy(true)
    try {
      done(await work())
    } catch (thrown) {
      setFault(asFault(thrown))
    } finally {
      setBusy(false)
    }
  }
  const compare = () => attempt(() => bridge.hiring.keySecond(id, (data?.fields ?? []).map((f) => ({ field: f.name, value: values[f.name] ?? '' }))))
  useKey('Ctrl+Enter', () => void compare(), result === null)

  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the paper to verify" />
  return (
    <div>
      <div className="head">
        <p className="crumb">
          <a href={to('paper')}>Paper applications</a>
        </p>
        <div className="head__line">
          <h1>Second keying: {data.name}</h1>
        </div>
        <p className="quiet" style={{ margin: 0 }}>
          {data.number} · {data.title} · received {dayWords(data.receivedOn)} · keyed first by {data.keyedBy}
        </p>
      </div>
      {result ? (
        <Differences result={result} fault={fault} busy={busy} onSettle={(chosen) => attempt(() => bridge.hiring.settleKeying(id, chosen))} />
      ) : (
        <div className="card lined stack part second" ref={box} role="form" aria-label="Second keying" onKeyDown={enterMovesOn}>
          <Notice>
            <p>Key these fields from the paper. What the first person keyed is not shown until you have finished.</p>
          </Notice>
          <ErrorSummary fault={fault} labels={labels} />
          {data.fields.map((f) => (
            <KeyedField
              key={f.name}
              field={f}
              value={values[f.name] ?? ''}
              error={wordsOf(fault, f.name)}
              onChange={(value) => setValues((all) => ({ ...all, [f.name]: value }))}
            />
          ))}
          <div className="row row--end">
            <button type="button" className="usa-button" data-stop onClick={compare} aria-disabled={busy}>
              Compare with the first keying <kbd>Ctrl</kbd>
              <kbd>Enter</kbd>
            </button>
          </div>
        </div>
      )}
    </div>
  )
}

interface FieldProps {
  field: desktop.KeyField
  value: string
  error?: string
  onChange: (value: string) => void
}

function KeyedField({ field, value, error, onChange }: FieldProps) {
  const common = { label: field.label, name: field.name, value, error, onChange, hint: field.hint || undefined }
  switch (field.kind) {
    case 'ssn':
      return <SsnField label={field.label} name={field.name} last4="" error={error} onChange={onChange} />
    case 'date':
      return <DateField {...common} />
    case 'state':
      return <CodeField {...common} options={field.choices} />
    case 'choice':
      return <SelectField {...common} numbered size="middle" options={field.choices} />
    default:
      return <Field {...common} size="middle" />
  }
}
