import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBridge } from '../bridge'
import { EmptyState, FaultNotice, Loading, StatusChip } from '../ui'
import { Week } from './Week'

const levels: Record<string, string> = { now: 'Now', soon: 'Soon', later: 'Later' }

const day = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'short', day: 'numeric', year: 'numeric' })

// Today is what waits for the person signed in, most urgent first.
export function Today({ name }: { name: string }) {
  const bridge = useBridge()
  const [now] = useState(() => new Date())
  const { data, error } = useQuery({ queryKey: ['today'], queryFn: () => bridge.session.today(), refetchInterval: 30_000 })
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="what waits for you" />
  return (
    <div>
      <div className="head">
        <h1>Today</h1>
        <p className="quiet" style={{ margin: 0 }}>
          {day.format(now)} · {name}
        </p>
      </div>
      {data.items.length === 0 && (
        <EmptyState heading="Nothing waits for you">
          When work waits for you it is listed here, most urgent first. Ctrl K takes you anywhere.
        </EmptyState>
      )}
      <ul className="waits">
        {data.items.map((item) => (
          <li key={item.kind} className={`card waits__one waits__one--${item.level}`}>
            <a href={item.link}>
              <span className="waits__count">{item.count}</span>
              <span>
                <strong>{item.words}</strong>
                <span className="quiet waits__more">{item.more}</span>
              </span>
              <StatusChip state={item.level}>{levels[item.level] ?? item.level}</StatusChip>
            </a>
          </li>
        ))}
      </ul>
      <Week />
    </div>
  )
}
