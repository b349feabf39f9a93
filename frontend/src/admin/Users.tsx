import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { type Column, Loading, StatusChip, Table } from '../ui'
import { AddUser } from './AddUser'
import { AdminFault } from './AdminFault'
import { CodeDialog } from './CodeDialog'
import { adminKeys } from './keys'
import { UnlockDialog } from './UnlockDialog'
import { UserDrawer } from './UserDrawer'

const keyOf = (u: desktop.UserView) => u.id

// Users lists the members of staff with what each may do, in sentences.
export function Users() {
  const bridge = useBridge()
  const [open, setOpen] = useState('')
  const [adding, setAdding] = useState(false)
  const [unlocking, setUnlocking] = useState(false)
  const [coded, setCoded] = useState<desktop.UserView | null>(null)
  const { data, error, refetch } = useQuery({ queryKey: adminKeys.users, queryFn: () => bridge.admin.users() })
  if (error) return <AdminFault fault={error} again={() => void refetch()} />
  if (!data) return <Loading what="the users" />
  const columns: Column<desktop.UserView>[] = [
    {
      key: 'name',
      header: 'Name',
      tight: true,
      sort: (u) => u.name,
      cell: (u) => (
        <button type="button" className="usa-button usa-button--unstyled table__link" onClick={() => setOpen(u.id)}>
          {u.name}
        </button>
      ),
    },
    { key: 'login', header: 'User name', tight: true, sort: (u) => u.login, cell: (u) => u.login },
    {
      key: 'may',
      header: 'May do',
      text: (u) => u.sentences.join(' '),
      cell: (u) => (
        <>
          {u.sentences.length === 0 && <span className="quiet">Nothing</span>}
          {u.sentences.map((s) => (
            <div key={s}>{s}</div>
          ))}
        </>
      ),
    },
    {
      key: 'active',
      header: 'Account',
      choices: true,
      tight: true,
      sort: (u) => (u.active ? 'In use' : 'Disabled'),
      cell: (u) => <StatusChip state={u.active ? 'eligible' : 'closed'}>{u.active ? 'In use' : 'Disabled'}</StatusChip>,
    },
  ]
  const shown = data.find((u) => u.id === open)
  return (
    <>
      <div className="row">
        <button type="button" className="usa-button" onClick={() => setAdding(true)}>
          Add a user…
        </button>
        <button type="button" className="usa-button usa-button--outline" onClick={() => setUnlocking(true)}>
          Unlock an account…
        </button>
      </div>
      <Table caption="Users" columns={columns} rows={data} rowKey={keyOf} initial={{ key: 'name' }} tools />
      {adding && (
        <AddUser
          onClose={(added) => {
            setAdding(false)
            if (added) setCoded(added)
          }}
        />
      )}
      {unlocking && <UnlockDialog onClose={() => setUnlocking(false)} />}
      {shown && <UserDrawer key={shown.id + shown.rights} user={shown} onClose={() => setOpen('')} onCode={() => setCoded(shown)} />}
      {coded && <CodeDialog user={coded} onClose={() => setCoded(null)} />}
    </>
  )
}
