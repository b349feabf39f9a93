import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useBridge } from '../bridge'
import { inquiryKeys } from '../inquiries/keys'

export const syncKeys = {
  status: ['sync', 'status'] as const,
  attention: ['sync', 'attention'] as const,
  server: ['sync', 'server'] as const,
}

// useSync is the state of the exchange with the server, looked at again when
// the server had news and every few seconds. Looking does not count as a
// person's activity.
export function useSync() {
  const bridge = useBridge()
  const client = useQueryClient()
  useEffect(() => {
    const look = () => void client.invalidateQueries({ queryKey: syncKeys.status })
    window.addEventListener('news', look)
    return () => window.removeEventListener('news', look)
  }, [client])
  return useQuery({ queryKey: syncKeys.status, queryFn: () => bridge.sync.status(), refetchInterval: (q) => (q.state.data?.first.running ? 1_000 : 5_000) })
}

// freshens says whether a query may be asked again without anybody's record
// being opened anew.
function freshens([first, second, third]: readonly unknown[]): boolean {
  if (first === 'vacancies') return third === undefined || third === 'certificates'
  if (first === 'paper') return second === undefined
  return first === 'today' || (first === 'sync' && second === 'attention')
}

// queuePause is the least time between two fetches of the queue of inquiries:
// each is on the audit trail.
const queuePause = 30_000

// useNews fetches lists anew when the server's changes have come in. Lists of
// people are left alone, since each showing of one is on the audit trail; but
// for the queue of inquiries: whoever has it open waits for the next one.
export function useNews(upto?: string) {
  const client = useQueryClient()
  useEffect(() => {
    if (!upto) return
    void client.invalidateQueries({ predicate: ({ queryKey }) => freshens(queryKey) })
    const since = Date.now() - (client.getQueryCache().findAll({ queryKey: inquiryKeys.queue, type: 'active' })[0]?.state.dataUpdatedAt ?? 0)
    const later = setTimeout(() => void client.invalidateQueries({ queryKey: inquiryKeys.queue }), Math.max(0, queuePause - since))
    return () => clearTimeout(later)
  }, [client, upto])
}

// useSyncNow exchanges work with the server at once and then fetches every
// screen's data anew.
export function useSyncNow() {
  const bridge = useBridge()
  const client = useQueryClient()
  return useMutation({ mutationFn: () => bridge.sync.now(), onSettled: () => client.invalidateQueries() })
}
