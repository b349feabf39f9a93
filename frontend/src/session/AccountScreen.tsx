import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { ErrorSummary, Notice, TextArea, useToast, wordsOf } from '../ui'
import { ChangePassword } from './ChangePassword'
import { officeKey } from './keys'
import { OfficeKept } from './OfficeKept'
import { PasswordPair } from './PasswordPair'

// AccountScreen is what a person may settle for the own account and for this
// computer.
export function AccountScreen({ session }: { session: desktop.SessionView }) {
  const say = useToast()
  const bridge = useBridge()
  const { data: office } = useQuery({ queryKey: officeKey, queryFn: () => bridge.session.office() })
  return (
    <div className="stack account">
      <h1>Your account</h1>
      <dl className="facts">
        <dt>Name</dt>
        <dd>{session.name}</dd>
        <dt>User name</dt>
        <dd>{session.login}</dd>
        <dt>Roles</dt>
        <dd>{session.roles.join(', ')}</dd>
        <dt>Your work here</dt>
        <dd>
          Sealed in <span className="path">{session.folder}</span>, and sent from there to the server. It is locked after {session.idleMinutes} minutes in
          which you save or open nothing, and when this computer sleeps.
        </dd>
        <dt>Second key</dt>
        <dd>{session.secret}</dd>
      </dl>
      {office?.begun && (
        <section className="card">
          <h2>The office on this computer</h2>
          <OfficeKept office={office} />
        </section>
      )}
      <section className="card">
        <h2>Change your password</h2>
        <ChangePassword login="" button="Change password" onChanged={() => say('Your password is changed. The old one opens nothing any more.')} />
      </section>
      <section className="card">
        <h2>Another person on this computer</h2>
        <AnotherPerson />
      </section>
    </div>
  )
}

const labels = { code: 'Enrolment code', password: 'New password', again: 'New password again' }

function AnotherPerson() {
  const bridge = useBridge()
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [done, setDone] = useState('')
  const [busy, setBusy] = useState(false)

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    setFault(null)
    setDone('')
    try {
      setDone(await bridge.session.addPerson({ code, password, again }))
      setCode('')
      setPassword('')
      setAgain('')
    } catch (thrown) {
      setFault(asFault(thrown))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>A colleague with an own enrolment code can use this computer too. The colleague chooses the password; it is not yours to know.</p>
      {done && (
        <Notice level="good">
          <p>{done}</p>
        </Notice>
      )}
      <ErrorSummary fault={fault} labels={labels} />
      <TextArea
        label="Enrolment code"
        name="code"
        hint="The colleague’s code; dashes, spaces and capitals do not matter"
        rows={3}
        value={code}
        onChange={setCode}
        error={wordsOf(fault, 'code')}
        spellCheck={false}
      />
      <PasswordPair password={password} again={again} onPassword={setPassword} onAgain={setAgain} fault={fault} />
      <div className="row">
        <button type="submit" className="usa-button" aria-disabled={busy}>
          {busy ? 'Joining…' : 'Add this person'}
        </button>
      </div>
    </form>
  )
}
