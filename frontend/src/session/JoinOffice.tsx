import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { ErrorSummary, Notice } from '../ui'
import { PasswordPair } from './PasswordPair'

interface Props {
  office: desktop.OfficeView
  onEnter: (session: desktop.SessionView) => void
}

const labels = { password: 'New password', again: 'New password again' }

// JoinOffice goes on with an office that was made on this computer before the
// program stopped: its first person chooses a password and is signed in.
export function JoinOffice({ office, onEnter }: Props) {
  const bridge = useBridge()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => form.current?.querySelector<HTMLInputElement>('input')?.focus(), [])

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    setFault(null)
    try {
      onEnter(await bridge.session.joinOffice({ login: '', old: '', password, again }))
    } catch (thrown) {
      setFault(asFault(thrown))
      setBusy(false)
    }
  }

  return (
    <form className="stack appear" ref={form} onSubmit={submit} noValidate>
      <h1>Go on with your office</h1>
      {office.trouble ? (
        <Notice level="warn" heading={office.trouble}>
          <p>
            An office was made on this computer, in <span className="path">{office.folder}</span>. Close the other program, then close Civic Desk and
            open it again.
          </p>
        </Notice>
      ) : (
        <>
          <p>
            The office <strong>{office.agency}</strong> was made on this computer, but Civic Desk stopped before you joined it. Nothing is lost: choose a
            password and go on as <strong>{office.name}</strong>, user name <strong>{office.login}</strong>.
          </p>
          <ErrorSummary fault={fault} labels={labels} />
          <PasswordPair password={password} again={again} onPassword={setPassword} onAgain={setAgain} fault={fault} />
          <div className="row">
            <button type="submit" className="usa-button" aria-disabled={busy}>
              {busy ? 'Joining…' : 'Join and sign in'}
            </button>
          </div>
        </>
      )}
    </form>
  )
}
