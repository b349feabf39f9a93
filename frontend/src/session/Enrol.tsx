import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { ErrorSummary, Field, Notice, TextArea, wordsOf } from '../ui'
import { Door } from './Door'

interface Props {
  session: desktop.SessionView
  onEnter: (session: desktop.SessionView) => void
}

const labels = { code: 'Enrolment code', password: 'New password', again: 'New password again' }

// Enrol joins this computer to an office: paste the code that the administrator
// gave, choose a password that meets the rules (IA-5).
export function Enrol({ session, onEnter }: Props) {
  const bridge = useBridge()
  const [code, setCode] = useState('')
  const [server, setServer] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)

  const read = async (e: FormEvent) => {
    e.preventDefault()
    setFault(null)
    try {
      setServer((await bridge.session.readCode(code)).server)
    } catch (thrown) {
      setFault(asFault(thrown))
    }
  }

  if (server) {
    return (
      <ChoosePassword
        code={code}
        server={server}
        onEnter={onEnter}
        onBack={(why) => {
          setServer('')
          setFault(why)
        }}
      />
    )
  }
  return (
    <Door>
      <form className="stack appear" onSubmit={read} noValidate>
        <h1>Join this computer to your office</h1>
        <p>
          Your administrator gave you an enrolment code. It works once, for you and for this computer. Joining needs the network; your daily work
          afterwards does not.
        </p>
        <ErrorSummary fault={fault} labels={labels} />
        <TextArea
          label="Enrolment code"
          name="code"
          hint="Paste the whole code; dashes, spaces and capitals do not matter"
          rows={4}
          value={code}
          onChange={setCode}
          error={wordsOf(fault, 'code')}
          spellCheck={false}
        />
        <div className="row">
          <button type="submit" className="usa-button">
            Continue
          </button>
        </div>
        <Notice>
          <p>{session.notice.lines.slice(0, 4).join(' ')}</p>
        </Notice>
      </form>
    </Door>
  )
}

interface PasswordProps {
  code: string
  server: string
  onEnter: (session: desktop.SessionView) => void
  onBack: (why: Fault | null) => void
}

function ChoosePassword({ code, server, onEnter, onBack }: PasswordProps) {
  const bridge = useBridge()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [rules, setRules] = useState<desktop.RulesView | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => form.current?.querySelector<HTMLInputElement>('input')?.focus(), [])
  useEffect(() => {
    let current = true
    bridge.session.passwordRules(password).then(
      (next) => current && setRules(next),
      () => {},
    )
    return () => {
      current = false
    }
  }, [bridge, password])

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    setFault(null)
    try {
      onEnter(await bridge.session.enrol({ code, password, again }))
    } catch (thrown) {
      const f = asFault(thrown)
      if (wordsOf(f, 'code')) return onBack(f)
      setFault(f)
    } finally {
      setBusy(false)
    }
  }

  const sofar = rules?.problem
    ? rules.problem
    : again && again !== password
      ? 'The two passwords differ so far.'
      : again
        ? 'Both passwords are the same and meet the rules.'
        : 'This password meets the rules. Type it once more.'
  return (
    <Door>
      <form className="stack appear" ref={form} onSubmit={submit} noValidate>
        <h1>Choose your password</h1>
        <p>
          The code is good. It joins this computer to the server at <strong>{server}</strong>.
        </p>
        <ErrorSummary fault={fault} labels={labels} />
        <ul className="rules" aria-label="Rules for the password">
          {rules?.rules.map((r) => (
            <li key={r}>{r}</li>
          ))}
        </ul>
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={wordsOf(fault, 'password')}
        />
        <Field
          label="New password again"
          name="again"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={wordsOf(fault, 'again')}
        />
        <p className="quiet" role="status">
          {password ? sofar : 'Nobody but you knows the password; no one can read it to you later.'}
        </p>
        <div className="row">
          <button type="submit" className="usa-button" aria-disabled={busy}>
            {busy ? 'Joining…' : 'Join and sign in'}
          </button>
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => onBack(null)}>
            Use another code
          </button>
        </div>
      </form>
    </Door>
  )
}
