import { useState } from 'react'
import type { desktop } from '../bridge'
import { Dialog, Notice } from '../ui'

interface Props {
  certificate: desktop.CertificateView
  decisions: desktop.Decision[]
  busy: boolean
  onSign: (decisions: desktop.Decision[]) => void
  onClose: () => void
}

// SignDialog shows what is being signed: how many names have which decision. Names
// without one can be marked NS, since every name needs a code.
export function SignDialog({ certificate, decisions, busy, onSign, onClose }: Props) {
  const [fill, setFill] = useState(false)
  const open = decisions.filter((d) => !d.code).length
  const final = fill ? decisions.map((d) => (d.code ? d : { ...d, code: 'NS' })) : decisions
  const nameOf = (d: desktop.Decision) => certificate.lines.find((l) => l.application === d.application)?.name ?? ''
  const groups = certificate.codes.map((c) => ({ ...c, names: final.filter((d) => d.code === c.code).map(nameOf) })).filter((g) => g.names.length > 0)
  return (
    <Dialog heading={`Sign and return ${certificate.row.number}`} onClose={onClose}>
      <p>
        I have considered the eligibles on this certificate. A name without preference may not be selected while a preference eligible remains in the same
        category, unless a pass-over has been sustained (5 USC 3319(c)(6)(A)).
      </p>
      <dl className="facts">
        {groups.map((g) => (
          <div key={g.code} className="facts__one">
            <dt>
              {g.label} ({g.code})
            </dt>
            <dd>{g.names.length > 6 ? `${g.names.length} names` : g.names.join('; ')}</dd>
          </div>
        ))}
      </dl>
      {open > 0 && (
        <>
          <Notice level="warn">
            <p>{open === 1 ? 'One name has' : `${open} names have`} no decision. Every name needs one before the certificate is returned.</p>
          </Notice>
          <label className="check">
            <input type="checkbox" checked={fill} onChange={(e) => setFill(e.target.checked)} /> Mark {open === 1 ? 'it' : 'them'} not selected (NS)
          </label>
        </>
      )}
      <p className="quiet">Once it is returned, nothing on it changes any more.</p>
      <div className="row">
        <button type="button" className="usa-button" disabled={busy || (open > 0 && !fill)} onClick={() => onSign(final.filter((d) => d.code))}>
          {busy ? 'Signing…' : 'Sign and return the certificate'}
        </button>
      </div>
    </Dialog>
  )
}
