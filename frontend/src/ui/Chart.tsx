import { useId, useState } from 'react'
import { ChartPicture } from './ChartPicture'
import type { ChartData } from './chartScale'

interface Props extends ChartData {
  label: string
  kind: 'bar' | 'line'
  at: string // what stands beneath: "Week"
}

// Chart draws numbers as bars or lines. The same numbers are always there as a
// table: heard by screen readers, and seen when a person asks for it.
export function Chart({ label, kind, at, points, series }: Props) {
  const id = useId()
  const [table, setTable] = useState(false)
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption className="spread">
        <strong id={id}>{label}</strong>
        <button type="button" className="usa-button usa-button--unstyled" onClick={() => setTable(!table)}>
          {table ? 'Show the chart' : 'Show the table'}
        </button>
      </figcaption>
      {!table && <ChartPicture kind={kind} points={points} series={series} />}
      <div className={table ? 'table-wrap' : 'usa-sr-only'}>
        <table className="table">
          <caption className="usa-sr-only">{label}</caption>
          <thead>
            <tr>
              <th scope="col">{at}</th>
              {series.map((s) => (
                <th key={s.name} scope="col" className="right">
                  {s.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map((p, i) => (
              <tr key={p}>
                <th scope="row">{p}</th>
                {series.map((s) => (
                  <td key={s.name} className="right">
                    {s.values[i]?.toLocaleString('en-US') ?? '—'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}
