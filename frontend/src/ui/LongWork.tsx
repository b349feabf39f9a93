import { useQuery } from '@tanstack/react-query'
import { useBridge } from '../bridge'
import { Progress } from './Progress'

// Shorter work than this shows nothing.
const soon = 1_000

// LongWork shows how far the work in hand has come once it takes its time, and
// lets a person stop it: what was asked for then fails in words, and nothing is
// left half done. It is shown while the work runs.
export function LongWork() {
  const bridge = useBridge()
  const { data } = useQuery({ queryKey: ['work'], queryFn: () => bridge.session.work(), refetchInterval: 500, gcTime: 0 })
  if (!data?.running || data.elapsed < soon) return null
  const mb = data.unit === 'bytes'
  const shown = (n: number) => (mb ? Math.round(n / 1_048_576) : n)
  return (
    <Progress
      label={data.label}
      done={shown(data.done)}
      total={data.total > 0 ? shown(data.total) : undefined}
      elapsed={data.elapsed}
      unit={mb ? 'MB' : data.unit}
      counted={data.unit !== ''}
      onCancel={() => void bridge.session.stopWork()}
    />
  )
}
