import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { Field, Notice } from '../ui'
import { ChangePassword } from './ChangePassword'
import { Door } from './Door'
import { Forgotten } from './Forgotten'
import { Locked } from './Locked'

interface Props {
  session: desktop.SessionView
  onEnter: (session: desktop.SessionView) => void
}

// SignIn shows the system-use notice first; only who agrees is asked for a name
// and a password (AC-8).
export function SignIn({ session, onEnter }: Props) {
  const [agreed, setAgreed] = useState(false)
  return (
    <Door>
      {agreed ? (
        <Credentials session={session} onEnter={onEnter} />
      ) : (
        <SystemNotice notice={session.notice} ended={session.ended} waiting={session.waiting} onAgree={() => setAgreed(true)} />
      )}
    </Door>
  )
}

interface NoticeProps {
  notice: desktop.NoticeView
  ended: string
  waiting: number
  onAgree: () => void
}

function SystemNotice({ notice, ended, waiting, onAgree }: NoticeProps) {
  const agree = useRef<HTMLButtonElement>(null)
  useEffect(() => agree.current?.focus(), [])
  return (
    <div className="stack appear">
      {ended && (
        <Notice level="info" heading={ended}>
          {waiting > 0 && <p>{unsent(waiting)}</p>}
        </Notice>
      )}
      <h1>{notice.heading}</h1>
      <ul className="door__notice">
        {notice.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <div className="row">
        <button ref={agree} type="button" className="usa-button" onClick={onAgree}>
          I agree
        </button>
        <span className="quiet">
          Press <kbd>Enter</kbd> to agree and sign in
        </span>
      </div>
    </div>
  )
}

function unsent(count: number): string {
  return `${count} unsent ${count === 1 ? 'piece of work waits' : 'pieces of work wait'} safely on this computer.`
}

function Credentials({ session, onEnter }: Props) {
  const bridge = useBridge()
  const [login, setLogin] = useState(session.login)
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const [expired, setExpired] = useState('')
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    const first = form.current?.querySelector<HTMLInputElement>(session.login ? 'input[type=password]' : 'input')
    first?.focus()
  }, [session.login])

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    setFault(null)
    try {
      const next = await bridge.session.signIn(login.trim(), password)
      if (next.expired) setExpired(next.expired)
      else onEnter(next)
    } catch (thrown) {
      setFault(asFault(thrown))
      setPassword('')
      form.current?.querySelector<HTMLInputElement>('input[type=password]')?.focus()
    } finally {
      setBusy(false)
    }
  }

  if (fault?.kind === 'locked') return <Locked login={login} words={fault.words} folder={session.folder} onLifted={() => setFault(null)} />
  if (expired)
    return (
      <div className="stack appear">
        <h1>Choose a new password</h1>
        <Notice level="warn">
          <p>{expired}</p>
        </Notice>
        <ChangePassword login={login.trim()} known={password} button="Change password and sign in" onChanged={onEnter} />
      </div>
    )
  return (
    <form className="stack appear" ref={form} onSubmit={submit} noValidate>
      <h1>Sign in</h1>
      {session.office && <p className="quiet">{session.office}</p>}
      {fault && (
        <Notice level="bad">
          <p>{fault.words}</p>
        </Notice>
      )}
      <Field label="User name" name="login" value={login} onChange={setLogin} autoCapitalize="none" autoComplete="username" />
      <Field label="Password" name="password" type="password" value={password} onChange={setPassword} autoComplete="current-password" />
      <div className="row">
        <button type="submit" className="usa-button" aria-disabled={busy}>
          {busy ? 'Opening…' : 'Sign in'}
        </button>
      </div>
      <p className="quiet">
        After {session.idleMinutes} minutes in which you save or open nothing, and when this computer sleeps, you are signed out without a warning.
        What you entered stays on this computer.
      </p>
      <p className="quiet">Signing in works without a network. Five wrong passwords in a row lock the account; your administrator unlocks it.</p>
      <details className="details">
        <summary>I have forgotten my password</summary>
        <Forgotten folder={session.folder} login={login} />
      </details>
    </form>
  )
}
