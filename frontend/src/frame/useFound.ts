import { useQuery } from '@tanstack/react-query'
import { useBridge } from '../bridge'
import { go } from '../router'
import { useStill } from '../ui'
import type { Target } from './useTargets'

const groups: Record<string, string> = { people: 'People', vacancies: 'Vacancies', inquiries: 'Inquiries', articles: 'Knowledge base' }

// How long typing rests before the program is asked, and how long until it is
// asked again while it still reads records.
const pause = 120
const again = 400

// useFound is what the store holds of a text. An answer to what was typed before
// is dropped; waiting says that the one to this text is still to come.
export function useFound(text: string): { found: Target[]; waiting: boolean; reading: boolean; error: unknown } {
  const bridge = useBridge()
  const wanted = text.trim()
  const asked = useStill(wanted, pause)
  const enabled = asked.length > 1
  const { data, error, isFetching } = useQuery({
    queryKey: ['find', asked],
    queryFn: () => bridge.find.everything(asked),
    enabled,
    staleTime: 30_000,
    refetchInterval: (q) => (q.state.data?.complete === false ? again : false),
  })
  const current = enabled && asked === wanted
  const found = (current && data ? data.rows : []).map((r) => ({
    id: r.link,
    group: groups[r.kind] ?? r.kind,
    label: r.label.map((p) => p.text).join(''),
    pieces: r.label,
    more: r.more,
    field: r.field,
    where: r.where,
    act: () => go(r.link),
  }))
  return {
    found,
    waiting: wanted.length > 1 && !error && (!current || (isFetching && !data)),
    reading: current && data?.complete === false,
    error: current ? error : null,
  }
}
