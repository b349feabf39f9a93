import { useId } from 'react'
import { type ChartData, ticksOf } from './chartScale'

interface Props extends ChartData {
  kind: 'bar' | 'line'
}

const width = 480
const height = 200
const left = 44
const bottom = 24
const top = 16

// ChartPicture is the drawing of a chart. Series differ by pattern as well as by
// colour; screen readers read the table instead.
export function ChartPicture({ kind, points, series }: Props) {
  const id = useId()
  const ticks = ticksOf(Math.max(0, ...series.flatMap((s) => s.values)))
  const most = ticks.at(-1) ?? 1
  const y = (value: number) => top + (height - top - bottom) * (1 - value / most)
  const slot = (width - left) / Math.max(1, points.length)
  const each = Math.max(1, Math.ceil(52 / slot)) // labels that do not meet
  const middle = (i: number) => left + slot * (i + 0.5)
  return (
    <>
      {series.length > 1 && (
        <ul className="chart__legend" aria-hidden="true">
          {series.map((s, n) => (
            <li key={s.name}>
              <svg width="28" height="12" viewBox="0 0 28 12">
                {kind === 'bar' ? <rect width="28" height="12" {...bar(n, id)} /> : <path d="M0 6H28" {...line(n)} />}
              </svg>
              {s.name}
            </li>
          ))}
        </ul>
      )}
      <svg className="chart__picture" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <defs>
          <pattern id={`${id}-stripes`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="3" height="6" className="chart__series-2" />
          </pattern>
          <pattern id={`${id}-dots`} width="6" height="6" patternUnits="userSpaceOnUse">
            <circle cx="3" cy="3" r="2" className="chart__series-3" />
          </pattern>
        </defs>
        {ticks.map((t) => (
          <g key={t}>
            <line x1={left} x2={width} y1={y(t)} y2={y(t)} className="chart__grid" />
            <text x={left - 8} y={y(t) + 4} textAnchor="end">
              {t.toLocaleString('en-US')}
            </text>
          </g>
        ))}
        {points.map((p, i) =>
          i % each === 0 ? (
            <text key={p} x={middle(i)} y={height - 6} textAnchor="middle">
              {p}
            </text>
          ) : null,
        )}
        {kind === 'bar'
          ? series.map((s, n) => {
              const wide = Math.min(40, (slot * 0.7) / series.length)
              return s.values.map((v, i) => {
                const x = middle(i) - (wide * series.length) / 2 + wide * n
                return (
                  <g key={points[i]}>
                    <rect x={x + 1} y={y(v)} width={wide - 2} height={y(0) - y(v)} {...bar(n, id)} />
                    {series.length === 1 && (
                      <text x={x + wide / 2} y={y(v) - 4} textAnchor="middle" className="chart__value">
                        {v.toLocaleString('en-US')}
                      </text>
                    )}
                  </g>
                )
              })
            })
          : series.map((s, n) => (
              <g key={s.name}>
                <polyline points={s.values.map((v, i) => `${middle(i)},${y(v)}`).join(' ')} {...line(n)} />
                {s.values.map((v, i) => (
                  <circle key={points[i]} cx={middle(i)} cy={y(v)} r="3.5" className={`chart__dot chart__dot-${(n % 3) + 1}`} />
                ))}
              </g>
            ))}
      </svg>
    </>
  )
}

function bar(n: number, id: string) {
  const fill = [undefined, `url(#${id}-stripes)`, `url(#${id}-dots)`][n % 3]
  return { className: `chart__bar chart__bar-${(n % 3) + 1}`, style: fill ? { fill } : undefined }
}

function line(n: number) {
  return { className: `chart__line chart__line-${(n % 3) + 1}`, strokeDasharray: [undefined, '7 4', '2 4'][n % 3] }
}
