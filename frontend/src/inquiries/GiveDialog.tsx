import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Dialog, FaultNotice, Field, Loading, RadioKeys, SelectField, wordsOf } from '../ui'
import { inquiryKeys } from './keys'
import { useMove } from './useMove'

const kinds = [
  { code: 'colleague', label: 'A colleague' },
  { code: 'office', label: 'Another office' },
]

// GiveDialog gives the inquiry to a colleague or, with the reason, to another
// office.
export function GiveDialog({ inquiry, onClose }: { inquiry: desktop.InquiryView; onClose: () => void }) {
  const bridge = useBridge()
  const { id } = inquiry.row
  const [kind, setKind] = useState('colleague')
  const [person, setPerson] = useState('')
  const [office, setOffice] = useState('')
  const [reason, setReason] = useState('')
  const givable = useQuery({ queryKey: inquiryKeys.givable, queryFn: () => bridge.inquiries.givable() })
  const give = useMove(
    id,
    () => (kind === 'colleague' ? bridge.inquiries.assign(id, person) : bridge.inquiries.transfer(id, office, reason)),
    onClose,
  )
  const fault = give.error && asFault(give.error)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!give.isPending) give.mutate()
  }
  return (
    <Dialog heading="Give this inquiry to…" onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {givable.error && <FaultNotice fault={givable.error} />}
        {fault && fault.fields.length === 0 && <FaultNotice fault={fault} />}
        <RadioKeys label="To" name="kind" inline options={kinds} value={[kind]} onChange={([next = kind]) => setKind(next)} />
        {!givable.data && !givable.error && <Loading what="colleagues and offices" />}
        {givable.data && kind === 'colleague' && (
          <SelectField
            label="Colleague"
            name="assigned"
            size="middle"
            value={person}
            onChange={setPerson}
            options={givable.data.people}
            error={wordsOf(fault, 'assigned')}
            hint={inquiry.assigned.label ? `Now with ${inquiry.assigned.label}` : 'Those who work on inquiries now'}
          />
        )}
        {givable.data && kind === 'office' && (
          <>
            <SelectField
              label="Office"
              name="office"
              size="middle"
              value={office}
              onChange={setOffice}
              options={givable.data.offices}
              error={wordsOf(fault, 'office')}
              hint={`Now at ${inquiry.row.office}`}
            />
            <Field label="Reason" name="reason" value={reason} onChange={setReason} error={wordsOf(fault, 'reason')} hint="It is kept in the history" />
          </>
        )}
        <div className="row">
          <button type="submit" className="usa-button" disabled={!givable.data || give.isPending}>
            {kind === 'colleague' ? 'Give to the colleague' : 'Give to the office'}
          </button>
          <button type="button" className="usa-button usa-button--unstyled" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
