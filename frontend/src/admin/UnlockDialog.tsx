import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, useBridge } from '../bridge'
import { Dialog, Field, wordsOf } from '../ui'
import { AdminFault } from './AdminFault'

// UnlockDialog answers the text of a locked computer with the code that lifts the
// lock, and says what to do about a forgotten password.
export function UnlockDialog({ onClose }: { onClose: () => void }) {
  const bridge = useBridge()
  const [text, setText] = useState('')
  const unlock = useMutation({ mutationFn: () => bridge.admin.unlock(text) })
  const fault = unlock.error && asFault(unlock.error)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!unlock.isPending) unlock.mutate()
  }
  return (
    <Dialog heading="Unlock an account" onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>After five wrong passwords the computer shows a text. Be sure who is calling, and let the person read it to you.</p>
        {fault && fault.fields.length === 0 && <AdminFault fault={fault} again={() => unlock.mutate()} />}
        <Field label="Text on the locked computer" name="text" value={text} onChange={setText} error={wordsOf(fault, 'text')} />
        {unlock.data && (
          <section className="card stack" aria-label="Unlock code" aria-live="polite">
            <p className="quiet">Read this code to the person. It unlocks that computer once; the password is then asked for again.</p>
            <p className="code__text number">{unlock.data}</p>
          </section>
        )}
        <div className="row">
          <button type="submit" className="usa-button" aria-disabled={unlock.isPending}>
            Show the unlock code
          </button>
        </div>
        <details>
          <summary>The password is forgotten</summary>
          <p>
            A password is known to the person’s computer alone, so nobody can read or set it from here. Open the account on that computer with the agency’s recovery key; unsent
            work is kept. Without a recovery key, enrol the person on a computer anew.
          </p>
        </details>
      </form>
    </Dialog>
  )
}
