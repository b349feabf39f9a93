import { useQuery } from '@tanstack/react-query'
import { useBridge } from '../bridge'
import { to } from '../router'
import { timeWords } from '../ui'
import { inquiryKeys } from './keys'

// ParkedCalls lists the calls that were begun and not yet saved as inquiries.
export function ParkedCalls({ except = '' }: { except?: string }) {
  const bridge = useBridge()
  const { data } = useQuery({ queryKey: inquiryKeys.parked, queryFn: () => bridge.inquiries.parked() })
  const parked = (data ?? []).filter((c) => c.id !== except)
  if (parked.length === 0) return null
  return (
    <div className="parked" role="group" aria-label="Parked calls">
      <span className="quiet">Parked calls:</span>
      {parked.map((c) => (
        <a key={c.id} className="chip chip--warn" href={to('call', c.id)}>
          <span aria-hidden="true">◔</span>
          {[c.firstName, c.lastName].filter(Boolean).join(' ') || c.phone || 'Unnamed caller'}, begun {timeWords(c.startedAt)}
        </a>
      ))}
    </div>
  )
}
