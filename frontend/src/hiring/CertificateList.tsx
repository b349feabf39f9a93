import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Notice, StatusChip, Why } from '../ui'
import { certificateKeys } from './keys'

interface Props {
  certificate: desktop.CertificateView
}

// CertificateList shows the names in the order of the law, category by category
// and preference eligibles first, with the reason for each place; and records
// the selecting official's decisions.
export function CertificateList({ certificate }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [open, setOpen] = useState('')
  const [chosen, setChosen] = useState<Record<string, desktop.Decision>>({})
  const save = useMutation({
    mutationFn: (complete: boolean) => bridge.hiring.decide(certificate.row.id, Object.values(chosen), complete, certificate.seen),
    onSuccess: (outcome) => {
      if (!outcome.waiting) void client.invalidateQueries({ queryKey: certificateKeys.one(certificate.row.id) })
    },
  })
  const change = (line: desktop.CertificateLine, patch: Partial<desktop.Decision>) =>
    setChosen((all) => ({
      ...all,
      [line.application]: { application: line.application, code: line.decision, note: line.note, ...all[line.application], ...patch },
    }))

  const deciding = certificate.mayDecide
  const issued = certificate.row.id !== ''
  const columns = deciding ? 8 : issued ? 7 : 6
  const rows: React.ReactNode[] = []
  let category = ''
  let block = ''
  for (const line of certificate.lines) {
    if (line.category !== category) {
      category = line.category
      block = ''
      rows.push(
        <tr key={`c-${category}`} className="band">
          <th colSpan={columns} scope="colgroup">
            {category}
          </th>
        </tr>,
      )
    }
    if (line.block !== block) {
      block = line.block
      rows.push(
        <tr key={`b-${category}-${block}`} className="band band--minor">
          <th colSpan={columns} scope="colgroup">
            {block}
          </th>
        </tr>,
      )
    }
    rows.push(
      <LineRow
        key={line.application}
        line={line}
        codes={certificate.codes}
        deciding={deciding}
        issued={issued}
        decision={chosen[line.application]}
        open={open === line.application}
        onOpen={() => setOpen(open === line.application ? '' : line.application)}
        onChange={(patch) => change(line, patch)}
      />,
    )
    if (open === line.application) {
      rows.push(
        <tr key={`w-${line.application}`} className="detail">
          <td colSpan={columns}>
            <Why reasons={line.why} />
          </td>
        </tr>,
      )
    }
  }

  return (
    <>
      <div className="table-wrap">
        <table className="table">
          <caption className="usa-sr-only">Names in the order of the list</caption>
          <thead>
            <tr>
              <th scope="col" className="right">
                Place
              </th>
              <th scope="col">Name</th>
              <th scope="col">Preference</th>
              <th scope="col" className="right">
                Rating
              </th>
              <th scope="col">Residence</th>
              <th scope="col">Reason</th>
              {issued && <th scope="col">Decision</th>}
              {deciding && <th scope="col">Comment, or proof of a declination</th>}
            </tr>
          </thead>
          <tbody>{rows}</tbody>
        </table>
      </div>
      {save.error && (
        <Notice level="bad" heading={asFault(save.error).kind === 'refused' ? 'This selection is not lawful' : 'The decisions were not recorded'}>
          <p>{asFault(save.error).words}</p>
          {asFault(save.error).rule && <p className="notice__rule">Rule: {asFault(save.error).rule}</p>}
        </Notice>
      )}
      {save.data && (
        <Notice level={save.data.waiting ? 'info' : 'good'}>
          <p>{save.data.words}</p>
        </Notice>
      )}
      {deciding && (
        <div className="row">
          <button
            type="button"
            className="usa-button usa-button--outline"
            disabled={Object.keys(chosen).length === 0 || save.isPending}
            onClick={() => save.mutate(false)}
          >
            {save.isPending ? 'Recording…' : 'Record these decisions'}
          </button>
          <button type="button" className="usa-button" disabled={save.isPending} onClick={() => save.mutate(true)}>
            Sign and return the certificate
          </button>
          <span className="quiet">Nothing is recorded unless every decision is lawful. Returning needs a decision on every name.</span>
        </div>
      )}
    </>
  )
}

interface LineProps {
  line: desktop.CertificateLine
  codes: desktop.Choice[]
  deciding: boolean
  issued: boolean
  decision?: desktop.Decision
  open: boolean
  onOpen: () => void
  onChange: (patch: Partial<desktop.Decision>) => void
}

function LineRow({ line, codes, deciding, issued, decision, open, onOpen, onChange }: LineProps) {
  const code = decision?.code ?? line.decision
  return (
    <tr>
      <td className="right">{line.place}</td>
      <th scope="row">{line.name}</th>
      <td>{line.preference}</td>
      <td className="right">{line.rating}</td>
      <td>{line.residence}</td>
      <td>
        <button type="button" className="usa-button usa-button--unstyled" aria-expanded={open} onClick={onOpen}>
          Why here?
        </button>
      </td>
      {issued && (
        <td>
          {deciding ? (
            <select className="usa-select" aria-label={`Decision on ${line.name}`} value={code} onChange={(e) => onChange({ code: e.target.value })}>
              <option value="">Not yet decided</option>
              {codes.map((c) => (
                <option key={c.code} value={c.code}>
                  {c.code} {c.label}
                </option>
              ))}
            </select>
          ) : (
            line.decision && (
              <StatusChip state={line.decision === 'A' ? 'selected' : 'later'}>
                {codes.find((c) => c.code === line.decision)?.label ?? line.decision}
              </StatusChip>
            )
          )}
        </td>
      )}
      {deciding && (
        <td>
          <input
            className="usa-input"
            type="text"
            aria-label={`Comment on ${line.name}`}
            value={decision?.note ?? line.note}
            onChange={(e) => onChange({ note: e.target.value })}
          />
        </td>
      )}
    </tr>
  )
}
