import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { ErrorSummary, Field, wordsOf } from '../ui'
import { PasswordPair } from './PasswordPair'

const labels = { password: 'New password', again: 'New password again' }

interface Props {
  login: string // empty when signed in
  known?: string // the present password, when it was given just now
  button: string
  onChanged: (session: desktop.SessionView) => void
}

// ChangePassword asks for the present password, unless it was given just now,
// and for the new one twice.
export function ChangePassword({ login, known, button, onChanged }: Props) {
  const bridge = useBridge()
  const [old, setOld] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    if (known !== undefined) form.current?.querySelector<HTMLInputElement>('input')?.focus()
  }, [known])

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    setFault(null)
    try {
      const next = await bridge.session.changePassword({ login, old, password, again })
      setOld('')
      setPassword('')
      setAgain('')
      onChanged(next)
    } catch (thrown) {
      setFault(asFault(thrown))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="stack" ref={form} onSubmit={submit} noValidate>
      <ErrorSummary fault={fault} labels={labels} />
      {known === undefined && (
        <Field
          label="Present password"
          name="old"
          type="password"
          autoComplete="current-password"
          value={old}
          onChange={setOld}
          error={wordsOf(fault, 'old')}
        />
      )}
      <PasswordPair password={password} again={again} onPassword={setPassword} onAgain={setAgain} fault={fault} />
      <div className="row">
        <button type="submit" className="usa-button" aria-disabled={busy}>
          {busy ? 'Changing…' : button}
        </button>
      </div>
    </form>
  )
}
