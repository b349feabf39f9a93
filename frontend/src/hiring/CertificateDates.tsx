import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type Bridge, type desktop, type Fault, useBridge } from '../bridge'
import { DateField, dayWords, Dialog, FaultNotice, Notice, TextArea, wordsOf } from '../ui'
import { certificateKeys, vacancyKeys } from './keys'

interface Props {
  certificate: desktop.CertificateView
  onClose: () => void
}

// ExtendDialog gives an open certificate later dates, with a reason.
export function ExtendDialog({ certificate, onClose }: Props) {
  const [form, setForm] = useState({ returnBy: certificate.row.returnBy, expires: certificate.row.expires, reason: '' })
  return (
    <ActDialog
      heading={`Extend ${certificate.row.number}`}
      button="Extend the certificate"
      certificate={certificate}
      act={(bridge) => bridge.hiring.extendCertificate(certificate.row.id, form, certificate.seen)}
      onClose={onClose}
    >
      {(fault) => (
        <>
          <p>
            It expires {dayWords(certificate.row.expires)} now, and can hold until {dayWords(certificate.lastDay)}: 240 days from its issue.
          </p>
          <DateField label="Return by" name="returnBy" value={form.returnBy} onChange={(returnBy) => setForm({ ...form, returnBy })} error={wordsOf(fault, 'returnBy')} />
          <DateField label="Expires" name="expires" value={form.expires} onChange={(expires) => setForm({ ...form, expires })} error={wordsOf(fault, 'expires')} />
          <TextArea label="Reason" name="reason" rows={3} required value={form.reason} onChange={(reason) => setForm({ ...form, reason })} error={wordsOf(fault, 'reason')} />
        </>
      )}
    </ActDialog>
  )
}

// CancelDialog cancels a certificate that was issued in error.
export function CancelDialog({ certificate, onClose }: Props) {
  const [reason, setReason] = useState('')
  return (
    <ActDialog
      heading={`Cancel ${certificate.row.number}`}
      button="Cancel the certificate"
      certificate={certificate}
      act={(bridge) => bridge.hiring.cancelCertificate(certificate.row.id, reason, certificate.seen)}
      onClose={onClose}
    >
      {(fault) => (
        <>
          <p>
            A certificate that was issued in error is canceled and keeps its number. Its applications are free again: they can be changed, and have to be
            rated again before another certificate is issued.
          </p>
          <TextArea label="Reason" name="reason" rows={3} required value={reason} onChange={setReason} error={wordsOf(fault, 'reason')} />
        </>
      )}
    </ActDialog>
  )
}

interface ActProps extends Props {
  heading: string
  button: string
  act: (bridge: Bridge) => Promise<desktop.Outcome>
  children: (fault: Fault | null) => React.ReactNode
}

// ActDialog asks for what an act needs and tells what came of it.
function ActDialog({ heading, button, certificate, act, onClose, children }: ActProps) {
  const bridge = useBridge()
  const client = useQueryClient()
  const run = useMutation({
    mutationFn: () => act(bridge),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: certificateKeys.one(certificate.row.id) })
      void client.invalidateQueries({ queryKey: vacancyKeys.all })
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!run.isPending) run.mutate()
  }
  const fault = run.error ? asFault(run.error) : null
  return (
    <Dialog heading={heading} onClose={onClose}>
      {run.data ? (
        <>
          <Notice level={run.data.waiting ? 'info' : 'good'}>
            <p>{run.data.words}</p>
          </Notice>
          <div className="row">
            <button type="button" className="usa-button" onClick={onClose}>
              Done
            </button>
          </div>
        </>
      ) : (
        <form className="stack" onSubmit={submit} noValidate>
          {fault && fault.fields.length === 0 && <FaultNotice fault={fault} />}
          {children(fault)}
          <div className="row">
            <button type="submit" className="usa-button" aria-disabled={run.isPending}>
              {run.isPending ? 'Working…' : button}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
