import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useBridge } from '../bridge'
import { inquiryKeys } from './keys'
import type { Call } from './useCall'

// useZIP looks the workplace up: which states and counties its ZIP lies in and
// which office is responsible. fill puts what is certain into the form.
export function useZIP({ form, change }: Call) {
  const bridge = useBridge()
  const client = useQueryClient()
  const { workZip, state, county } = form
  const key = inquiryKeys.zip(workZip, state, county)
  const ask = () => bridge.inquiries.lookUpZIP(workZip, state, county)
  const zip = useQuery({
    queryKey: key,
    queryFn: ask,
    enabled: /^\d{5}/.test(workZip) || /^[A-Z]{2}$/.test(state),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  })
  const fill = async () => {
    if (!/^\d{5}/.test(workZip)) return
    const found = await client.fetchQuery({ queryKey: key, queryFn: ask, staleTime: Number.POSITIVE_INFINITY }).catch(() => null)
    if (!found?.known) return
    const states = found.states.map((s) => s.code)
    const patch: Partial<typeof form> = {}
    if (found.state && !states.includes(state)) patch.state = found.state
    if (found.county && !found.counties.some((c) => c.code === county)) patch.county = found.county
    if (Object.keys(patch).length > 0) change(patch)
  }
  return { zip, fill }
}
