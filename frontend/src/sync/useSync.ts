import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useBridge } from '../bridge'

export const syncKeys = {
  status: ['sync', 'status'] as const,
  attention: ['sync', 'attention'] as const,
}

// useSync is the state of the exchange with the server, looked at again every
// few seconds. Looking does not count as a person's activity.
export function useSync() {
  const bridge = useBridge()
  return useQuery({ queryKey: syncKeys.status, queryFn: () => bridge.sync.status(), refetchInterval: 5_000 })
}

// freshens says whether a query may be asked again without anybody's record
// being opened anew.
function freshens([first, second, third]: readonly unknown[]): boolean {
  if (first === 'vacancies') return third === undefined || third === 'certificates'
  if (first === 'paper') return second === undefined
  return first === 'today' || (first === 'sync' && second === 'attention')
}

// useNews fetches lists anew when the server's changes have come in. Lists of
// people are left alone: each showing of one is on the audit trail.
export function useNews(upto?: string) {
  const client = useQueryClient()
  useEffect(() => {
    if (!upto) return
    void client.invalidateQueries({ predicate: ({ queryKey }) => freshens(queryKey) })
  }, [client, upto])
}

// useSyncNow exchanges work with the server at once and then fetches every
// screen's data anew.
export function useSyncNow() {
  const bridge = useBridge()
  const client = useQueryClient()
  return useMutation({ mutationFn: () => bridge.sync.now(), onSettled: () => client.invalidateQueries() })
}
