import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { dayWords, Dialog, FaultNotice, Field, Notice, today, wordsOf } from '../ui'
import { vacancyKeys } from './keys'

interface Props {
  vacancy: desktop.VacancyView
  onClose: () => void
}

// CloseVacancy asks for a reason when the vacancy is closed before its day.
export function CloseVacancy({ vacancy, onClose }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [done, setDone] = useState<desktop.Outcome | null>(null)
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    try {
      setDone(await bridge.hiring.closeVacancy(vacancy.row.id, reason))
      void client.invalidateQueries({ queryKey: vacancyKeys.all })
    } catch (thrown) {
      setFault(asFault(thrown))
    }
  }
  const early = today() <= vacancy.row.closes
  return (
    <Dialog heading="Close the vacancy" onClose={onClose}>
      {done ? (
        <>
          <Notice level={done.waiting ? 'info' : 'good'}>
            <p>{done.words}</p>
          </Notice>
          <div className="row">
            <button type="button" className="usa-button" onClick={onClose}>
              Done
            </button>
          </div>
        </>
      ) : (
        <form className="stack" onSubmit={submit} noValidate>
          <p>
            {vacancy.row.number} {early ? 'closes' : 'closed'} on {dayWords(vacancy.row.closes)}, 11:59 pm Eastern time.
            {early && ' Closing it earlier needs a reason, which is kept.'}
          </p>
          {fault && fault.fields.length === 0 && <FaultNotice fault={fault} />}
          <Field label="Reason" name="reason" value={reason} onChange={setReason} required={early} error={wordsOf(fault, 'reason')} />
          <div className="row">
            <button type="submit" className="usa-button">
              Close the vacancy
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
