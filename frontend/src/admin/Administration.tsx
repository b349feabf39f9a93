import { go, to } from '../router'
import { Tabs } from '../ui'
import { Devices } from './Devices'
import { Trail } from './Trail'
import { Users } from './Users'

const parts = [
  { key: 'users', label: 'Users', needs: 'user.manage' },
  { key: 'computers', label: 'Computers', needs: 'user.manage' },
  { key: 'trail', label: 'Audit trail', needs: 'audit.read' },
]

// Administration is what an administrator does on the server from here. Nothing
// of it is kept on this computer.
export function Administration({ tab, rights }: { tab: string; rights: string[] }) {
  const tabs = parts.filter((p) => rights.includes(p.needs))
  const current = tabs.find((t) => t.key === tab)?.key ?? tabs[0]?.key ?? ''
  return (
    <div>
      <div className="head">
        <h1>Administration</h1>
        <p className="quiet" style={{ margin: 0 }}>
          All of this is on the server: it needs a connection, and every change is on the audit trail.
        </p>
      </div>
      <Tabs label="Parts of the administration" tabs={tabs} current={current} onChange={(key) => go(to('admin', key))}>
        {current === 'users' && <Users />}
        {current === 'computers' && <Devices />}
        {current === 'trail' && <Trail />}
      </Tabs>
    </div>
  )
}
