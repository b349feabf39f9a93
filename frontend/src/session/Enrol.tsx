import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { ErrorSummary, Notice, TextArea, wordsOf } from '../ui'
import { Door } from './Door'
import { PasswordPair } from './PasswordPair'

interface Props {
  session: desktop.SessionView
  onEnter: (session: desktop.SessionView) => void
  onStart?: () => void // start an office here instead; without it none can be
}

const labels = { code: 'Enrolment code', password: 'New password', again: 'New password again' }

// Enrol joins this computer to an office: paste the code that the administrator
// gave, choose a password that meets the rules (IA-5).
export function Enrol({ session, onEnter, onStart }: Props) {
  const bridge = useBridge()
  const [code, setCode] = useState('')
  const [server, setServer] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector('textarea')?.focus(), [])

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
      <form className="stack appear" ref={form} onSubmit={read} noValidate>
        <h1>Join this computer to your office</h1>
        {session.ended && (
          <Notice level="info" heading="The data on this computer were removed">
            {session.ended}
          </Notice>
        )}
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
        {onStart && (
          <section className="card stack" aria-labelledby="no-office">
            <h2 id="no-office">No office yet?</h2>
            <p>
              Start one on this computer, for yourself or to try Civic Desk. Its records stay here, and colleagues can join later on this computer.
            </p>
            <div className="row">
              <button type="button" className="usa-button usa-button--outline" onClick={onStart}>
                Start an office on this computer
              </button>
            </div>
          </section>
        )}
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
      onEnter(await bridge.session.enrol({ code, password, again }))
    } catch (thrown) {
      const f = asFault(thrown)
      if (wordsOf(f, 'code')) return onBack(f)
      setFault(f)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Door>
      <form className="stack appear" ref={form} onSubmit={submit} noValidate>
        <h1>Choose your password</h1>
        <p>
          The code is good. It joins this computer to the server at <strong>{server}</strong>.
        </p>
        <ErrorSummary fault={fault} labels={labels} />
        <PasswordPair password={password} again={again} onPassword={setPassword} onAgain={setAgain} fault={fault} />
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
