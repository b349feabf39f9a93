import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { ageWords, type Column, dayWords, Loading, StatusChip, Table, momentWords } from '../ui'
import { AdminFault } from './AdminFault'
import { adminKeys } from './keys'
import { ReportDialog } from './ReportDialog'

const states: Record<string, [string, string]> = {
  use: ['eligible', 'In use'],
  withdrawn: ['closed', 'Withdrawn'],
  lost: ['late', 'Lost'],
  stolen: ['late', 'Stolen'],
}

const keyOf = (d: desktop.DeviceView) => d.id

// Devices lists every computer: when it was seen, what it has not sent, and its
// state.
export function Devices() {
  const bridge = useBridge()
  const client = useQueryClient()
  const [acting, setActing] = useState<desktop.DeviceView | null>(null)
  const { data, error, refetch } = useQuery({ queryKey: adminKeys.devices, queryFn: () => bridge.admin.devices() })
  if (error) return <AdminFault fault={error} again={() => void refetch()} />
  if (!data) return <Loading what="the computers" />
  const columns: Column<desktop.DeviceView>[] = [
    { key: 'computer', header: 'Computer', sort: (d) => d.computer, cell: (d) => `${d.computer || 'Without a name'}${d.mine ? ' (this one)' : ''}` },
    { key: 'login', header: 'User', tight: true, sort: (d) => d.login, cell: (d) => d.login },
    { key: 'seen', header: 'Last seen', tight: true, sort: (d) => d.seen, text: (d) => momentWords(d.seen), cell: (d) => (d.seen ? momentWords(d.seen) : 'Never') },
    {
      key: 'waiting',
      header: 'Unsent',
      tight: true,
      sort: (d) => d.waiting,
      cell: (d) => (d.waiting > 0 ? `${d.waiting}, oldest ${ageWords(d.oldest)}` : '—'),
    },
    { key: 'version', header: 'Version', tight: true, hidden: true, sort: (d) => d.version, cell: (d) => d.version },
    { key: 'enrolled', header: 'Enrolled', tight: true, sort: (d) => d.enrolled, cell: (d) => dayWords(d.enrolled.slice(0, 10)) },
    {
      key: 'state',
      header: 'State',
      choices: true,
      sort: (d) => states[d.state]?.[1] ?? d.state,
      cell: (d) => (
        <>
          <StatusChip state={states[d.state]?.[0] ?? ''}>{states[d.state]?.[1] ?? d.state}</StatusChip>
          {d.words && <div className="quiet">{d.words}</div>}
        </>
      ),
    },
    {
      key: 'act',
      header: 'Access',
      tight: true,
      cell: (d) =>
        d.state === 'stolen' || d.mine ? null : (
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => setActing(d)} aria-label={`End the access of ${d.computer}, ${d.login}`}>
            End…
          </button>
        ),
    },
  ]
  return (
    <>
      <Table caption="Computers" columns={columns} rows={data} rowKey={keyOf} initial={{ key: 'seen', down: true }} tools />
      {acting && (
        <ReportDialog
          device={acting}
          onClose={() => setActing(null)}
          onDone={(next) => {
            client.setQueryData(adminKeys.devices, next)
            setActing(null)
          }}
        />
      )}
    </>
  )
}
