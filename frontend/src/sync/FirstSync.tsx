import type { desktop } from '../bridge'
import { Progress } from '../ui'

// FirstSync says how far the first exchange has come: the newest records come
// first, so that work can begin, and older ones follow.
export function FirstSync({ first }: { first: desktop.FirstSync }) {
  if (!first.running) return null
  const seconds = first.elapsed / 1_000
  const pace = seconds >= 3 ? Math.round(first.received / seconds) : 0
  const count = (n: number) => n.toLocaleString('en-US')
  return (
    <section className="card stack" aria-label="First sync">
      <Progress label="First sync" done={first.done} total={first.total} from={first.from} elapsed={first.elapsed} unit="changes" />
      <p className="quiet">
        {count(first.received)} records have come since this was opened{pace > 0 && `, ${count(pace)} a second`}. The newest are here already, so you can work; what you save is
        sent in between. Each step is whole: locked or closed in the middle, it goes on from there.
      </p>
    </section>
  )
}
