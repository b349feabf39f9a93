import { asFault } from '../bridge'
import { FaultNotice, Notice } from '../ui'

// AdminFault says why the server did not answer, and lets one ask again.
export function AdminFault({ fault, again }: { fault: unknown; again: () => void }) {
  const f = asFault(fault)
  if (f.kind !== 'unavailable') return <FaultNotice fault={f} />
  return (
    <Notice level="warn" heading="The server cannot be reached">
      <p>{f.words}</p>
      <button type="button" className="usa-button usa-button--outline" onClick={again}>
        Try again
      </button>
    </Notice>
  )
}
