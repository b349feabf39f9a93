import type { desktop, Fault } from '../bridge'
import { to } from '../router'
import { DateField, dayWords, Field, StatusChip, wordsOf } from '../ui'

interface Props {
  certificate: desktop.CertificateView
  line: desktop.CertificateLine
  issued: boolean
  deciding: boolean
  code: string
  open: boolean
  onOpen: () => void
  onCode: (code: string) => void
}

// LineRow is one name in its place.
export function LineRow({ certificate, line, issued, deciding, code, open, onOpen, onCode }: Props) {
  return (
    <tr>
      <td className="right">{line.place}</td>
      <th scope="row">{certificate.mayOpen ? <a href={to('application', line.application)}>{line.name}</a> : line.name}</th>
      <td className="tight">{line.standing === 'verified' || line.preference === 'NV' || !line.standing ? line.preference : `${line.preference}, ${line.standing}`}</td>
      {certificate.ratings && <td className="right">{line.rating}</td>}
      <td>{line.residence}</td>
      <td className="tight">
        <button type="button" className="usa-button usa-button--unstyled" aria-expanded={open} aria-label={`Why here? ${line.name}`} onClick={onOpen}>
          Why here?
        </button>
      </td>
      {issued && (
        <td>
          {deciding ? (
            <select className="usa-select" aria-label={`Decision on ${line.name}`} value={code} onChange={(e) => onCode(e.target.value)}>
              <option value="">Not yet decided</option>
              {certificate.codes.map((c) => (
                <option key={c.code} value={c.code}>
                  {c.code} {c.label}
                </option>
              ))}
            </select>
          ) : (
            <span className="decided">
              <StatusChip state={code === 'A' ? 'selected' : 'later'}>{certificate.codes.find((c) => c.code === code)?.label ?? 'Not decided'}</StatusChip>
              <span className="quiet">{dayWords(line.date)}</span>
            </span>
          )}
        </td>
      )}
    </tr>
  )
}

interface FieldsProps {
  line: desktop.CertificateLine
  decision: desktop.Decision
  proof: string // what the code needs as proof; empty: none
  deciding: boolean
  fault: Fault | null
  onChange: (patch: Partial<desktop.Decision>) => void
}

// DecisionFields is what goes with a decision: its day, its proof, a comment.
export function DecisionFields({ line, decision, proof, deciding, fault, onChange }: FieldsProps) {
  const at = `decisions.${line.application}.`
  if (!deciding) {
    return <p className="step-lines__why">{[decision.proof, decision.note].filter(Boolean).join(' · ')}</p>
  }
  return (
    <div className="decision" role="group" aria-label={`About the decision on ${line.name}`}>
      <DateField label="Day" name={`${at}date`} value={decision.date} onChange={(date) => onChange({ date })} error={wordsOf(fault, `${at}date`)} hint={proof ? undefined : 'Empty: today'} />
      {proof && <Field label="Proof" name={`${at}proof`} required value={decision.proof} onChange={(next) => onChange({ proof: next })} error={wordsOf(fault, `${at}proof`)} hint={proof} />}
      <Field label="Comment" name={`${at}comments`} value={decision.note} onChange={(note) => onChange({ note })} error={wordsOf(fault, `${at}comments`)} />
    </div>
  )
}
