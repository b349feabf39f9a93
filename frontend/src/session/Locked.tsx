import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { asFault, type Fault, useBridge } from '../bridge'
import { FaultNotice, Field, Notice } from '../ui'
import { Forgotten } from './Forgotten'

interface Props {
  login: string
  words: string
  folder: string
  onLifted: () => void
}

// Locked tells what to do after five wrong passwords: read a text to the
// administrator, enter the answer. It works without a network.
export function Locked({ login, words, folder, onLifted }: Props) {
  const bridge = useBridge()
  const text = useQuery({ queryKey: ['unlock', login], queryFn: () => bridge.session.unlockText(login), gcTime: 0 })
  const [code, setCode] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector('input')?.focus(), [])
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    try {
      await bridge.session.liftLock(login, code)
      onLifted()
    } catch (thrown) {
      setFault(asFault(thrown))
    }
  }
  return (
    <form className="stack appear" ref={form} onSubmit={submit} noValidate>
      <h1>This account is locked</h1>
      <Notice level="bad">
        <p>{words}</p>
      </Notice>
      {text.error && <FaultNotice fault={text.error} />}
      {text.data && (
        <section className="card">
          <h2>Read this to your administrator</h2>
          <p className="number unlock">{text.data}</p>
        </section>
      )}
      {fault && <FaultNotice fault={fault} />}
      <Field label="The administrator’s answer" name="code" value={code} onChange={setCode} />
      <div className="row">
        <button type="submit" className="usa-button">
          Unlock
        </button>
        <button type="button" className="usa-button usa-button--unstyled" onClick={onLifted}>
          Back to sign in
        </button>
      </div>
      <section className="card stack">
        <h2>If the password is forgotten</h2>
        <Forgotten folder={folder} login={login} />
      </section>
    </form>
  )
}
