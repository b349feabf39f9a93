import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Drawer, Facts, Notice, useToast, wordsOf } from '../ui'
import { AdminFault } from './AdminFault'
import { GrantsField } from './GrantsField'
import { adminKeys } from './keys'

interface Props {
  user: desktop.UserView
  onClose: () => void
  onCode: () => void
}

// UserDrawer shows one person: the roles, a computer for them, and whether the
// account is in use.
export function UserDrawer({ user, onClose, onCode }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const say = useToast()
  const [grants, setGrants] = useState(user.grants)
  const [ending, setEnding] = useState(false)
  const { data: options } = useQuery({ queryKey: adminKeys.options, queryFn: () => bridge.admin.options() })
  const change = useMutation({
    mutationFn: (c: { active: boolean; grants: desktop.GrantForm[] }) => bridge.admin.changeUser({ id: user.id, rights: user.rights, ...c }),
    onSuccess: (next, asked) => {
      client.setQueryData<desktop.UserView[]>(adminKeys.users, (all) => all?.map((u) => (u.id === next.id ? next : u)))
      if (asked.active !== user.active) say(next.active ? `${next.name} can sign in again.` : `The account of ${next.name} is disabled.`)
      else say(`The roles of ${next.name} are changed.`)
    },
    onError: (e) => {
      if (asFault(e).kind === 'conflict') void client.invalidateQueries({ queryKey: adminKeys.users })
    },
  })
  const fault = change.error && asFault(change.error)
  const changed = JSON.stringify(grants) !== JSON.stringify(user.grants)
  const mine = options?.me === user.id
  return (
    <Drawer heading={user.name} onClose={onClose} wide>
      {fault && fault.fields.length === 0 && <AdminFault fault={fault} again={() => change.mutate({ active: user.active, grants })} />}
      <Facts
        facts={[
          { label: 'User name', value: user.login },
          { label: 'E-mail', value: user.email },
          { label: 'Phone', value: user.phone },
        ]}
      />
      <section className="stack">
        <h3>May do</h3>
        <ul className="sentences">
          {user.sentences.map((s) => (
            <li key={s}>{s}</li>
          ))}
        </ul>
        <GrantsField grants={grants} onChange={setGrants} error={wordsOf(fault, 'grants')} />
        <p className="quiet">Records of a place that is taken away leave the person’s computers at the next sync. Unsent work still comes.</p>
        <div className="row">
          <button
            type="button"
            className="usa-button"
            disabled={!changed || change.isPending}
            onClick={() => change.mutate({ active: user.active, grants: grants.filter((g) => g.role) })}
          >
            Save the roles
          </button>
        </div>
      </section>
      <section className="stack">
        <h3>A computer</h3>
        <p className="quiet">A code enrols one computer for this person and works once, for 10 minutes. A code given before no longer works.</p>
        <div className="row">
          <button type="button" className="usa-button usa-button--outline" disabled={!user.active} onClick={onCode}>
            Make an enrolment code
          </button>
        </div>
      </section>
      <section className="stack">
        <h3>Account</h3>
        {user.active ? (
          <>
            <p className="quiet">
              Disabling ends the person’s access on every computer at its next contact with the server. What the person has done stays.
              {mine && ' You cannot disable your own account.'}
            </p>
            {ending && (
              <Notice level="warn" heading={`Disable the account of ${user.name}?`}>
                <div className="row" ref={inSight}>
                  <button type="button" className="usa-button" disabled={change.isPending} onClick={() => change.mutate({ active: false, grants: user.grants })}>
                    Disable the account
                  </button>
                  <button type="button" className="usa-button usa-button--unstyled" onClick={() => setEnding(false)}>
                    Cancel
                  </button>
                </div>
              </Notice>
            )}
            {!ending && (
              <div className="row">
                <button type="button" className="usa-button usa-button--outline" disabled={mine} onClick={() => setEnding(true)}>
                  Disable…
                </button>
              </div>
            )}
          </>
        ) : (
          <>
            <p className="quiet">The account is disabled. Enabled again, it has the roles above.</p>
            <div className="row">
              <button type="button" className="usa-button usa-button--outline" disabled={change.isPending} onClick={() => change.mutate({ active: true, grants: user.grants })}>
                Enable
              </button>
            </div>
          </>
        )}
      </section>
    </Drawer>
  )
}

// inSight scrolls what has just come so far that its buttons can be seen.
function inSight(el: HTMLElement | null) {
  el?.scrollIntoView?.({ block: 'end' })
}
