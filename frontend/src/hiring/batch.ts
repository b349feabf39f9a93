import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'

// Batch counts what was keyed since signing in. It is kept in memory alone and
// goes with the session.
export interface Batch {
  keyed: number
  seconds: number // of keying, together
}

// Whoever looks away longer than this is not keying.
const rest = 60_000

// KeyingClock measures how long a form was keyed: the time from key to key, without
// long rests.
export class KeyingClock {
  #last = 0
  #total = 0
  constructor(private readonly now: () => number = () => performance.now()) {}

  // keyed tells the clock of a key.
  keyed(): void {
    const now = this.now()
    if (this.#last > 0) this.#total += Math.min(now - this.#last, rest)
    this.#last = now
  }

  get seconds(): number {
    return this.#total / 1000
  }
}

// batchWords says how a batch goes: "This batch: 3 keyed, 4 min 10 s each".
export function batchWords({ keyed, seconds }: Batch): string {
  if (keyed === 0) return 'This batch: none keyed yet'
  const each = Math.round(seconds / keyed)
  const minutes = Math.floor(each / 60)
  return `This batch: ${keyed} keyed, ${minutes > 0 ? `${minutes} min ` : ''}${each % 60} s each on average`
}

const key = ['keying-batch'] as const
const none: Batch = { keyed: 0, seconds: 0 }

// useBatch is the batch so far, and how to add a form that was sent.
export function useBatch(): { batch: Batch; add: (seconds: number) => void } {
  const client = useQueryClient()
  const { data = none } = useQuery({ queryKey: key, queryFn: () => client.getQueryData<Batch>(key) ?? none, staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY })
  const add = useCallback(
    (seconds: number) => client.setQueryData<Batch>(key, (old = none) => ({ keyed: old.keyed + 1, seconds: old.seconds + seconds })),
    [client],
  )
  return { batch: data, add }
}
