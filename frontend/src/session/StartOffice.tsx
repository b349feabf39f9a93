import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { useUnsaved } from '../frame/saved'
import { ErrorSummary, Field, wordsOf } from '../ui'
import { PasswordPair } from './PasswordPair'

interface Props {
  office: desktop.OfficeView
  onEnter: (session: desktop.SessionView) => void
  onBack: () => void
}

const labels = {
  agency: 'Agency',
  office: 'Office',
  name: 'Your name',
  email: 'Work e-mail',
  login: 'User name',
  password: 'New password',
  again: 'New password again',
}
const nothing: desktop.OfficeForm = { agency: '', office: '', name: '', login: '', email: '', password: '', again: '' }

// loginOf is the user name that an e-mail address suggests.
const loginOf = (email: string) => (email.split('@')[0] ?? '').toLowerCase().replace(/[^a-z0-9]/g, '')

// StartOffice makes an office on this computer, with its server inside this program
// and its first account.
export function StartOffice({ office, onEnter, onBack }: Props) {
  const bridge = useBridge()
  const [form, setForm] = useState(nothing)
  const [ownLogin, setOwnLogin] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  useUnsaved(Object.values(form).some(Boolean) ? 'Your answers for the new office. The office is made when you press Start the office.' : '')

  useEffect(() => box.current?.querySelector<HTMLInputElement>('input')?.focus(), [])

  const set = (patch: Partial<desktop.OfficeForm>) => setForm((old) => ({ ...old, ...patch }))
  const field = (name: keyof typeof labels) => ({
    label: labels[name],
    name,
    value: form[name],
    onChange: (text: string) => set({ [name]: text }),
    error: wordsOf(fault, name),
  })

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    setFault(null)
    try {
      onEnter(await bridge.session.startOffice(form))
    } catch (thrown) {
      setFault(asFault(thrown))
      setBusy(false)
    }
  }

  return (
    <form className="stack appear" ref={box} onSubmit={submit} noValidate>
      <h1>Start an office on this computer</h1>
      <p>
        The office’s records are kept on this computer alone, sealed, in <span className="path">{office.folder}</span>. No one else has a copy: backups
        are yours to make, and the next page shows how.
      </p>
      <ErrorSummary fault={fault} labels={labels} />
      <fieldset className="pairs">
        <legend>The office</legend>
        <Field {...field('agency')} hint="As the public and your letters show it" />
        <Field {...field('office')} hint="For example Human Resources, Denver" />
      </fieldset>
      <fieldset className="pairs">
        <legend>You, its administrator</legend>
        <Field {...field('name')} hint="First and last name" autoComplete="name" />
        <Field
          {...field('email')}
          autoComplete="email"
          onChange={(email) => set(ownLogin ? { email } : { email, login: loginOf(email) })}
        />
        <Field
          {...field('login')}
          hint="You sign in with it; it cannot be changed"
          autoCapitalize="none"
          autoComplete="username"
          onChange={(login) => {
            setOwnLogin(login !== '')
            set({ login })
          }}
        />
      </fieldset>
      <PasswordPair
        password={form.password}
        again={form.again}
        onPassword={(password) => set({ password })}
        onAgain={(again) => set({ again })}
        fault={fault}
      />
      <p className="quiet">You can do all of the office’s work. Only to key a paper application for the second time, a second person is needed.</p>
      <div className="row">
        <button type="submit" className="usa-button" aria-disabled={busy}>
          {busy ? 'Starting…' : 'Start the office'}
        </button>
        <button type="button" className="usa-button usa-button--unstyled" onClick={onBack}>
          I have an enrolment code
        </button>
      </div>
    </form>
  )
}
