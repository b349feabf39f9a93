import { useEffect, useRef, useState } from 'react'
import type { desktop, Fault } from '../bridge'
import { dayWords, ErrorSummary, KeyHint, Notice, SsnField, useKey } from '../ui'

interface Props {
  result: desktop.SecondResult
  fault: Fault | null
  busy: boolean
  onSettle: (chosen: desktop.Keyed[]) => void
}

// Differences shows both keyings side by side; a person looks at the paper and
// chooses which is right. The Social Security number is not shown: it is keyed
// once more.
export function Differences({ result, fault, busy, onSettle }: Props) {
  const [chosen, setChosen] = useState<Record<string, string>>({})
  const { differences } = result
  const complete = differences.every((d) => chosen[d.field])
  const box = useRef<HTMLDivElement>(null)
  const settle = () => onSettle(differences.map((d) => ({ field: d.field, values: [chosen[d.field] ?? ''] })))
  useKey('Ctrl+Enter', settle, complete && !busy)
  useEffect(() => box.current?.querySelector<HTMLElement>('input')?.focus(), [])
  const choose = (field: string, value: string) => setChosen((all) => ({ ...all, [field]: value }))
  const shown = (d: desktop.Difference, value: string) => (d.kind === 'date' ? dayWords(value) : value) || '(left empty)'
  return (
    <div className="stack" ref={box}>
      <Notice level="warn" heading={`${differences.length} ${differences.length === 1 ? 'field differs' : 'fields differ'}`}>
        <p>{result.words || 'Look at the paper and choose which keying is right.'}</p>
      </Notice>
      <ErrorSummary fault={fault} labels={Object.fromEntries(differences.map((d) => [d.field, d.label]))} />
      <div className="table-wrap">
          <table className="table">
            <caption className="usa-sr-only">Differences between the two keyings</caption>
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">First keying</th>
                <th scope="col">Second keying</th>
              </tr>
            </thead>
            <tbody>
              {differences.map((d) => (
                <tr key={d.field} data-field={d.field}>
                  <th scope="row">{d.label}</th>
                  {d.hidden ? (
                    <td colSpan={2}>
                      <SsnField label="Key it once more from the paper" name={d.field} last4="" onChange={(ssn) => choose(d.field, ssn)} />
                    </td>
                  ) : (
                    (['first', 'second'] as const).map((side) => (
                      <td key={side}>
                        <label className="check">
                          <input type="radio" name={`keep-${d.field}`} checked={chosen[d.field] === side} onChange={() => choose(d.field, side)} />
                          <span className="differs">{shown(d, d[side])}</span>
                        </label>
                      </td>
                    ))
                  )}
                </tr>
              ))}
            </tbody>
          </table>
      </div>
      <div className="row">
        <button
          type="button"
          className="usa-button"
          disabled={!complete || busy}
          onClick={settle}
        >
          Keep what is chosen <KeyHint keys="Ctrl+Enter" />
        </button>
        <span className="quiet">Both values and your choice stay in the record’s history.</span>
      </div>
    </div>
  )
}
