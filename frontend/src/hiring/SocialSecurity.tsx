import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useBridge } from '../bridge'
import { FaultNotice, Field } from '../ui'

interface Props {
  id: string
  masked: string
  mayReveal: boolean
}

// SocialSecurity shows the last four digits, and the whole number to those who
// may see it and say why.
export function SocialSecurity({ id, masked, mayReveal }: Props) {
  const bridge = useBridge()
  const [reason, setReason] = useState('')
  const reveal = useMutation({ mutationFn: () => bridge.hiring.revealSSN(id, reason) })
  return (
    <section className="card">
      <h2>Social Security number</h2>
      <p className="number">{reveal.data ?? masked}</p>
      {mayReveal && !reveal.data && (
        <div className="stack">
          <Field label="Why you need the whole number" name="reason" value={reason} onChange={setReason} hint="The reason is kept" />
          <div className="row">
            <button type="button" className="usa-button usa-button--outline" onClick={() => reveal.mutate()}>
              Show the whole number
            </button>
          </div>
        </div>
      )}
      {reveal.error && <FaultNotice fault={reveal.error} />}
      <p className="quiet">Showing it is written to the audit trail.</p>
    </section>
  )
}
