import { useState } from 'react'
import type { desktop, Fault } from '../bridge'
import { dayWords, ErrorSummary, Notice } from '../ui'

interface Props {
  result: desktop.SecondResult
  fault: Fault | null
  busy: boolean
  onSettle: (chosen: desktop.Keyed[]) => void
}

// Differences shows both keyings side by side; a person looks at the paper and
// chooses which is right.
export function Differences({ result, fault, busy, onSettle }: Props) {
  const [chosen, setChosen] = useState<Record<string, 'first' | 'second'>>({})
  const complete = result.differences.every((d) => chosen[d.field])
  const settle = () =>
    onSettle(result.differences.map((d) => ({ field: d.field, value: chosen[d.field] ?? '' })))
  const shown = (d: desktop.Difference, value: string) => (d.kind === 'date' ? dayWords(value) : value) || '(left empty)'
  return (
    <div className="stack">
      <Notice level="warn" heading={`${result.differences.length} ${result.differences.length === 1 ? 'field differs' : 'fields differ'}`}>
        <p>{result.words || 'Look at the paper and choose which keying is right.'}</p>
      </Notice>
      <ErrorSummary fault={fault} />
      <div className="table-wrap">
        <table className="table">
          <caption className="usa-sr-only">Differences between the two keyings</caption>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">First keying</th>
              <th scope="col">Second keying (yours)</th>
            </tr>
          </thead>
          <tbody>
            {result.differences.map((d) => (
              <tr key={d.field}>
                <th scope="row">{d.label}</th>
                {(['first', 'second'] as const).map((side) => (
                  <td key={side}>
                    <label className="check">
                      <input
                        type="radio"
                        name={`keep-${d.field}`}
                        checked={chosen[d.field] === side}
                        onChange={() => setChosen((all) => ({ ...all, [d.field]: side }))}
                      />
                      <span className="differs">{shown(d, d[side])}</span>
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="row">
        <button type="button" className="usa-button" disabled={!complete || busy} onClick={settle}>
          Keep what is chosen and finish
        </button>
        <span className="quiet">Both values and your choice stay in the record’s history.</span>
      </div>
    </div>
  )
}
