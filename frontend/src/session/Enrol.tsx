import { type FormEvent, useEffect, useState } from 'react'
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
  const [who, setWho] = useState<desktop.EnrolView | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)

  const read = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setFault(null)
    try {
      setWho(await bridge.session.readCode(code))
    } catch (thrown) {
      setFault(asFault(thrown))
    } finally {
      setBusy(false)
    }
  }

  if (who) return <ChoosePassword code={code} who={who} onEnter={onEnter} onBack={() => setWho(null)} />
  return (
    <Door>
      <form className="stack appear" onSubmit={read} noValidate>
        <h1>Join this computer to your office</h1>
        <p>
          Your administrator gave you an enrolment code. It works once, for you and for this computer. Joining needs the network; afterwards your daily work does
          not.
        </p>
        <ErrorSummary fault={fault} labels={labels} />
        <TextArea
          label="Enrolment code"
          name="code"
          hint="Paste the whole text, with the server’s address in it"
          rows={4}
          value={code}
          onChange={setCode}
          error={wordsOf(fault, 'code')}
          spellCheck={false}
        />
        <div className="row">
          <button type="submit" className="usa-button" aria-disabled={busy}>
            {busy ? 'Reading the code…' : 'Continue'}
          </button>
        </div>
        <Notice>
          <p>{session.notice.lines[0]}</p>
        </Notice>
      </form>
    </Door>
  )
}

interface PasswordProps {
  code: string
  who: desktop.EnrolView
  onEnter: (session: desktop.SessionView) => void
  onBack: () => void
}

function ChoosePassword({ code, who, onEnter, onBack }: PasswordProps) {
  const bridge = useBridge()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [rules, setRules] = useState<desktop.RuleView[]>([])
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    let current = true
    bridge.session.passwordRules(who.login, who.name, password).then(
      (next) => current && setRules(next),
      () => {},
    )
    return () => {
      current = false
    }
  }, [bridge, who, password])

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    setFault(null)
    try {
      onEnter(await bridge.session.enrol({ code, password, again }))
    } catch (thrown) {
      setFault(asFault(thrown))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Door>
      <form className="stack appear" onSubmit={submit} noValidate>
        <h1>Choose your password</h1>
        <p>
          This code is for <strong>{who.name}</strong> ({who.login}) at {who.server}.
        </p>
        <ErrorSummary fault={fault} labels={labels} />
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={wordsOf(fault, 'password')}
        />
        <ul className="rules" aria-label="Rules for the password">
          {rules.map((r) => (
            <li key={r.words} className={r.met ? 'rules__met' : ''}>
              <span aria-hidden="true">{r.met ? '✓' : '○'}</span> {r.words}
              <span className="usa-sr-only">{r.met ? ', met' : ', not yet met'}</span>
            </li>
          ))}
        </ul>
        <Field
          label="New password again"
          name="again"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={wordsOf(fault, 'again') ?? (again && again !== password ? 'The two passwords differ so far' : undefined)}
        />
        <div className="row">
          <button type="submit" className="usa-button" aria-disabled={busy}>
            {busy ? 'Joining…' : 'Join and sign in'}
          </button>
          <button type="button" className="usa-button usa-button--unstyled" onClick={onBack}>
            Use another code
          </button>
        </div>
      </form>
    </Door>
  )
}
