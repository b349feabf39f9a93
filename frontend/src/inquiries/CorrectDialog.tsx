import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Dialog, FaultNotice, Field, Notice, SelectField, TextArea, wordsOf } from '../ui'
import { inquiryKeys } from './keys'

// CorrectDialog changes one field at the customer's request. The value before is
// kept; what the correction suggests is told, and done by nobody but a person.
export function CorrectDialog({ inquiry, onClose }: { inquiry: desktop.InquiryView; onClose: () => void }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const { id } = inquiry.row
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [reason, setReason] = useState('')
  const correct = useMutation({
    mutationFn: () => bridge.inquiries.correct(id, name, value, reason),
    onSuccess: ({ view, advices }) => {
      client.setQueryData(inquiryKeys.one(id), view)
      void client.invalidateQueries({ queryKey: inquiryKeys.queue })
      if (advices.length === 0) onClose()
    },
  })
  const fault = correct.error && asFault(correct.error)
  const field = inquiry.fields.find((f) => f.name === name)
  const choose = (next: string) => {
    setName(next)
    setValue(inquiry.fields.find((f) => f.name === next)?.value ?? '')
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (name && !correct.isPending) correct.mutate()
  }
  if (correct.data && correct.data.advices.length > 0) {
    return (
      <Dialog heading="The field is corrected" onClose={onClose}>
        <Notice level="warn" heading="Look at this too">
          {correct.data.advices.map((a) => (
            <p key={a}>{a}</p>
          ))}
        </Notice>
        <div className="row">
          <button type="button" className="usa-button" onClick={onClose}>
            Done
          </button>
        </div>
      </Dialog>
    )
  }
  const input = { name, label: 'New value', value, onChange: setValue, error: wordsOf(fault, name), hint: field && `Now: ${field.value || 'nothing'}` }
  return (
    <Dialog heading="Correct a field" onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="quiet">At the customer’s request, normally by telephone. The value before is kept in the history.</p>
        {fault && !fault.fields.some((f) => f.name === name || f.name === 'reason') && <FaultNotice fault={fault} />}
        <SelectField
          label="Field"
          name="field"
          size="middle"
          value={name}
          onChange={choose}
          options={inquiry.fields.map((f) => ({ code: f.name, label: f.label }))}
        />
        {field && (name === 'description' ? <TextArea {...input} rows={5} /> : <Field {...input} />)}
        {field && <Field label="Reason" name="reason" value={reason} onChange={setReason} error={wordsOf(fault, 'reason')} hint="Who asked for it, and how" />}
        <div className="row">
          <button type="submit" className="usa-button" disabled={!field || correct.isPending}>
            Correct the field
          </button>
          <button type="button" className="usa-button usa-button--unstyled" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
