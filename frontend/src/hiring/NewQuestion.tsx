import { type FormEvent, useState } from 'react'
import type { desktop } from '../bridge'
import { Dialog, Field, SelectField, TextArea } from '../ui'

interface Props {
  kinds: desktop.Choice[]
  onAdd: (question: desktop.ChosenQuestion) => Promise<boolean>
  onClose: () => void
}

// NewQuestion writes a question in its own words; its answers and their points
// follow from its kind.
export function NewQuestion({ kinds, onAdd, onClose }: Props) {
  const [text, setText] = useState('')
  const [kind, setKind] = useState(kinds[0]?.code ?? '')
  const [weight, setWeight] = useState('10')
  const [required, setRequired] = useState(true)
  const [screenOut, setScreenOut] = useState(false)
  const [tried, setTried] = useState(false)
  const scored = kind === 'yesNo' || kind === 'scale'
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setTried(true)
    if (text.trim() && (await onAdd({ id: '', key: '', text, kind, screenOut: screenOut && kind === 'yesNo', weight: scored ? weight : '0', required }))) onClose()
  }
  return (
    <Dialog heading="Write a question" onClose={onClose} wide>
      <form className="stack" onSubmit={submit} noValidate>
        <TextArea
          label="Question"
          name="text"
          rows={3}
          value={text}
          onChange={setText}
          error={tried && !text.trim() ? 'Enter the question as the applicant reads it' : undefined}
        />
        <SelectField label="Answered by" name="kind" size="middle" value={kind} onChange={setKind} options={kinds} />
        {scored && <Field label="Weight" name="weight" size="tiny" inputMode="numeric" value={weight} onChange={setWeight} hint="0 to 1000; 0 is not scored" />}
        <label className="check">
          <input type="checkbox" checked={required} onChange={(e) => setRequired(e.target.checked)} />
          An answer is required
        </label>
        {kind === 'yesNo' && (
          <label className="check">
            <input type="checkbox" checked={screenOut} onChange={(e) => setScreenOut(e.target.checked)} />
            “No” makes ineligible
          </label>
        )}
        <div className="row">
          <button type="submit" className="usa-button">
            Add the question
          </button>
        </div>
      </form>
    </Dialog>
  )
}
