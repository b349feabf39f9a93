import { useQuery } from '@tanstack/react-query'
import { type desktop, useBridge } from '../bridge'
import { type Column, EmptyState, FaultNotice, Loading, Table, timeWords } from '../ui'
import { vacancyKeys } from './keys'

const columns: Column<desktop.HistoryRow>[] = [
  { key: 'at', header: 'When', tight: true, sort: (h) => Number(h.key), cell: (h) => timeWords(h.at) },
  { key: 'who', header: 'Who', tight: true, sort: (h) => h.who, cell: (h) => h.who },
  { key: 'what', header: 'What', tight: true, sort: (h) => h.what, cell: (h) => h.what },
  { key: 'parts', header: 'Of it', cell: (h) => h.parts || '—' },
  { key: 'reason', header: 'Reason', cell: (h) => h.reason || '—' },
]

// VacancyHistory is what was done to a vacancy, newest first.
export function VacancyHistory({ id }: { id: string }) {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: vacancyKeys.history(id), queryFn: () => bridge.hiring.history(id) })
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the history" />
  if (data.length === 0) return <EmptyState heading="No history yet">What is done to the vacancy from now on is listed here, with who did it and why.</EmptyState>
  return <Table caption="History" columns={columns} rows={data} rowKey={(h) => h.key} initial={{ key: 'at', down: true }} />
}
