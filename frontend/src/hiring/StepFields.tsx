import type { desktop, Fault } from '../bridge'
import { Field, RadioKeys, SelectField, TextArea, wordsOf } from '../ui'
import { gradesOf, type StepKind, type Target } from './steps'

interface Props {
  kind: StepKind
  form: desktop.StepForm
  targets: Target[]
  options: desktop.StepOptions
  fault: Fault | null
  onChange: (patch: Partial<desktop.StepForm>) => void
}

// StepFields are the fields that a step needs.
export function StepFields(props: Props) {
  switch (props.kind) {
    case 'adjudicate':
      return <PreferenceFields {...props} />
    case 'rate':
      return <RatingFields {...props} />
    case 'ineligible':
      return <IneligibleFields {...props} />
    case 'move':
      return <MoveFields {...props} />
  }
}

function PreferenceFields({ form, targets, options, fault, onChange }: Props) {
  const one = targets.length === 1 ? targets[0] : undefined
  return (
    <>
      {one && (
        <p>
          Claimed: <strong>{options.preferences.find((p) => p.code === one.claimed)?.label ?? '—'}</strong>
        </p>
      )}
      <SelectField
        label="Preference granted"
        name="code"
        value={form.code}
        onChange={(code) => onChange({ code })}
        options={options.preferences}
        error={wordsOf(fault, 'code')}
        hint={`From now on this decides the order, not the claim. ${options.rule}`}
      />
      <RadioKeys
        label="How it stands"
        name="status"
        options={options.statuses}
        value={[form.status]}
        onChange={([status = '']) => onChange({ status })}
        error={wordsOf(fault, 'status')}
      />
      <RadioKeys
        label="Documents seen"
        name="proof"
        many
        options={options.proofs}
        value={form.proof}
        onChange={(proof) => onChange({ proof })}
        error={wordsOf(fault, 'proof')}
        hint={one?.standing === 'claimed' && one.proof?.length ? `Handed in, as the application says: ${one.proof.join(', ')}` : undefined}
      />
      <Reason {...{ form, fault, onChange }} hint="Needed when the preference granted is not the one claimed" />
    </>
  )
}

function RatingFields({ form, targets, fault, onChange }: Props) {
  const lift = form.kind === 'lift'
  return (
    <>
      <p>
        A rating is lowered when the résumé does not support an answer. Both values and the reason are kept; a rating is never raised above what the
        answers give.
      </p>
      <RadioKeys
        label="What to do"
        name="kind"
        options={[
          { code: 'rate', label: 'Set a lower rating' },
          { code: 'lift', label: 'Take back what was decided: the answers count again' },
        ]}
        value={[form.kind]}
        onChange={([kind = 'rate']) => onChange({ kind, rating: '' })}
      />
      <Grade {...{ form, targets, fault, onChange }} />
      {!lift && (
        <Field
          label="Rating that counts"
          name="rating"
          size="short"
          inputMode="decimal"
          value={form.rating}
          onChange={(rating) => onChange({ rating })}
          error={wordsOf(fault, 'rating')}
          hint="70 to 100, two decimals"
        />
      )}
      <Reason {...{ form, fault, onChange }} required />
    </>
  )
}

function IneligibleFields({ form, targets, options, fault, onChange }: Props) {
  const lift = form.kind === 'lift'
  return (
    <>
      <RadioKeys
        label="What to do"
        name="kind"
        options={[
          { code: 'ineligible', label: 'Find ineligible' },
          { code: 'lift', label: 'Take it back: the answers count again' },
        ]}
        value={[form.kind]}
        onChange={([kind = 'ineligible']) => onChange({ kind, found: '' })}
      />
      <Grade {...{ form, targets, fault, onChange }} />
      {!lift && (
        <SelectField
          label="Reason code"
          name="code"
          value={form.found}
          onChange={(found) => onChange({ found })}
          options={options.founds}
          error={wordsOf(fault, 'code')}
        />
      )}
      <Reason {...{ form, fault, onChange }} required hint={lift ? undefined : 'What the file shows; kept with the code'} />
    </>
  )
}

const moves = [
  { code: 'finish', label: 'Finish: keyed twice and agreed, ready to be rated' },
  { code: 'reopen', label: 'Open again: back to its keyer for correction' },
  { code: 'withdraw', label: 'Withdraw: at the applicant’s request' },
]

function MoveFields({ form, fault, onChange }: Props) {
  return (
    <>
      <RadioKeys label="Move to" name="kind" options={moves} value={[form.kind]} onChange={([kind = '']) => onChange({ kind })} error={wordsOf(fault, 'kind')} />
      {form.kind === 'withdraw' && <p className="quiet">A withdrawn application does not come back.</p>}
      {form.kind === 'reopen' && (
        <p className="quiet">A paper application is keyed a second time after its correction, and rated anew. What came from the web site is never keyed again.</p>
      )}
      {form.kind !== 'finish' && <Reason {...{ form, fault, onChange }} required />}
    </>
  )
}

type Part = Pick<Props, 'form' | 'fault' | 'onChange'>

function Grade({ form, targets, fault, onChange }: Part & Pick<Props, 'targets'>) {
  return (
    <SelectField
      label="Grade"
      name="grade"
      size="short"
      value={form.grade}
      onChange={(grade) => onChange({ grade })}
      options={gradesOf(targets).map((g) => ({ code: g, label: g }))}
      error={wordsOf(fault, 'grade')}
    />
  )
}

function Reason({ form, fault, onChange, required, hint = 'Kept in the application’s history' }: Part & { required?: boolean; hint?: string }) {
  return (
    <TextArea
      label="Reason"
      name="reason"
      rows={3}
      required={required}
      value={form.reason}
      onChange={(reason) => onChange({ reason })}
      error={wordsOf(fault, 'reason')}
      hint={hint}
    />
  )
}
