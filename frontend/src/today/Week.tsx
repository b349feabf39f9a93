import { useQuery } from '@tanstack/react-query'
import { useBridge } from '../bridge'
import { Chart, FaultNotice } from '../ui'

const weekday = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'UTC' })
const dayWord = (day: string) => `${weekday.format(new Date(`${day}T00:00:00Z`))} ${Number(day.slice(8))}`
const total = (values: number[]) => values.reduce((sum, v) => sum + v, 0)

// Week is the small picture of the week: what came in and was closed on each of the
// last seven days, as far as the person may count it.
export function Week() {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: ['week'], queryFn: () => bridge.session.week(), staleTime: 60_000, refetchInterval: 300_000 })
  if (error) return <FaultNotice fault={error} />
  if (!data || data.applications.length + data.inquiries.length === 0) return null
  const points = data.days.map(dayWord)
  const applications = [{ name: 'Applications received', values: data.applications }]
  const inquiries = [
    { name: 'Received', values: data.inquiries },
    { name: 'Answered or closed', values: data.closed },
  ]
  return (
    <section className="week" aria-labelledby="week">
      <h2 id="week">The last seven days</h2>
      <div className="week__charts">
        {data.applications.length > 0 && (
          <Picture
            label="Applications received"
            none="No application came in on these days."
            points={points}
            series={applications}
            sum={total(data.applications)}
          />
        )}
        {data.inquiries.length > 0 && (
          <Picture
            label="Inquiries received and closed"
            none="No inquiry came in or was closed on these days."
            points={points}
            series={inquiries}
            sum={total(data.inquiries) + total(data.closed)}
          />
        )}
      </div>
    </section>
  )
}

interface PictureProps {
  label: string
  none: string
  points: string[]
  series: { name: string; values: number[] }[]
  sum: number
}

function Picture({ label, none, points, series, sum }: PictureProps) {
  if (sum > 0) return <Chart label={label} kind="bar" at="Day" points={points} series={series} />
  return (
    <div className="card">
      <strong>{label}</strong>
      <p className="quiet">{none}</p>
    </div>
  )
}
