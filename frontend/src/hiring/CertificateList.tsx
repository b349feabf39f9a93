import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { Notice, Why } from '../ui'
import { DecisionFields, LineRow } from './CertificateRow'
import { certificateKeys } from './keys'
import { SignDialog } from './SignDialog'

interface Props {
  certificate: desktop.CertificateView
}

type Chosen = Record<string, desktop.Decision>

// CertificateList shows the names in the order of the law, category by category
// and preference eligibles first, with the reason for each place; and records
// the selecting official's decisions.
export function CertificateList({ certificate }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [open, setOpen] = useState('')
  const [signing, setSigning] = useState(false)
  const [chosen, setChosen] = useState<Chosen>({})
  const save = useMutation({
    mutationFn: ({ decisions, complete }: { decisions: desktop.Decision[]; complete: boolean }) =>
      bridge.hiring.decide(certificate.row.id, decisions, complete, certificate.seen),
    onSettled: () => setSigning(false),
    onSuccess: (outcome) => {
      if (!outcome.waiting) void client.invalidateQueries({ queryKey: certificateKeys.one(certificate.row.id) })
    },
  })
  const decisionOf = (line: desktop.CertificateLine): desktop.Decision =>
    chosen[line.application] ?? { application: line.application, code: line.decision, date: line.date, proof: line.proof, note: line.note }
  const change = (line: desktop.CertificateLine, patch: Partial<desktop.Decision>) =>
    setChosen((all) => ({ ...all, [line.application]: { ...decisionOf(line), ...patch } }))

  const deciding = certificate.mayDecide
  const issued = certificate.row.id !== ''
  const columns = 5 + Number(certificate.ratings) + Number(issued)
  const fault = save.error ? asFault(save.error) : null
  const rows: React.ReactNode[] = []
  let category = ''
  let block = ''
  for (const line of certificate.lines) {
    if (line.category !== category) {
      category = line.category
      block = ''
      rows.push(<Band key={`c-${category}`} columns={columns} words={category} />)
    }
    if (line.block !== block) {
      block = line.block
      rows.push(<Band key={`b-${category}-${block}`} columns={columns} words={block} minor />)
    }
    const decision = decisionOf(line)
    rows.push(
      <LineRow
        key={line.application}
        {...{ certificate, line, issued, deciding }}
        code={decision.code}
        open={open === line.application}
        onOpen={() => setOpen(open === line.application ? '' : line.application)}
        onCode={(code) => change(line, { code })}
      />,
    )
    if (open === line.application) rows.push(<Detail key={`w-${line.application}`} columns={columns} more={<Why reasons={line.why} />} />)
    if (issued && decision.code) {
      const code = certificate.codes.find((c) => c.code === decision.code)
      const fields = <DecisionFields {...{ line, decision, deciding, fault }} proof={code?.proof ?? ''} onChange={(patch) => change(line, patch)} />
      if (deciding || decision.proof || decision.note) rows.push(<Detail key={`d-${line.application}`} columns={columns} more={fields} />)
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
              {certificate.ratings && (
                <th scope="col" className="right">
                  Rating
                </th>
              )}
              <th scope="col">Residence</th>
              <th scope="col">Reason</th>
              {issued && <th scope="col">Decision</th>}
            </tr>
          </thead>
          <tbody>{rows}</tbody>
        </table>
      </div>
      {fault && <Unlawful fault={fault} certificate={certificate} />}
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
            onClick={() => save.mutate({ decisions: Object.values(chosen), complete: false })}
          >
            {save.isPending ? 'Recording…' : 'Record these decisions'}
          </button>
          <button type="button" className="usa-button" disabled={save.isPending} onClick={() => setSigning(true)}>
            Sign and return…
          </button>
          <span className="quiet">Nothing is recorded unless every decision is lawful.</span>
        </div>
      )}
      {signing && (
        <SignDialog
          certificate={certificate}
          decisions={certificate.lines.map(decisionOf)}
          busy={save.isPending}
          onSign={(decisions) => save.mutate({ decisions, complete: true })}
          onClose={() => setSigning(false)}
        />
      )}
    </>
  )
}

function Band({ columns, words, minor }: { columns: number; words: string; minor?: boolean }) {
  return (
    <tr className={minor ? 'band band--minor' : 'band'}>
      <th colSpan={columns} scope="colgroup">
        {words}
      </th>
    </tr>
  )
}

function Detail({ columns, more }: { columns: number; more: React.ReactNode }) {
  return (
    <tr className="detail">
      <td className="table__cell" colSpan={columns}>
        {more}
      </td>
    </tr>
  )
}

// Unlawful says why decisions were refused: the person and the rule, or the fields
// that lack something, which are marked in the list too.
function Unlawful({ fault, certificate }: { fault: Fault; certificate: desktop.CertificateView }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' }) // newer web views return a promise, which is no clean-up
  }, [fault])
  const nameOf = (field: string) => certificate.lines.find((l) => field.includes(l.application))?.name ?? ''
  return (
    <div ref={box} className="unlawful">
      <Notice level="bad" heading={fault.kind === 'refused' ? 'This selection is not lawful' : 'The decisions were not recorded'}>
        {fault.fields.length === 0 && <p>{fault.words}</p>}
        {fault.fields.map((f) => (
          <p key={f.name}>
            {nameOf(f.name)}: {f.words}
          </p>
        ))}
        {fault.rule && <p className="notice__rule">Rule: {fault.rule}</p>}
      </Notice>
    </div>
  )
}
