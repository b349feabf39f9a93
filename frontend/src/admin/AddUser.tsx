import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Dialog, Field, wordsOf } from '../ui'
import { AdminFault } from './AdminFault'
import { GrantsField } from './GrantsField'
import { adminKeys } from './keys'

// AddUser makes an account. No password is given here: each person chooses one on
// the own computer, with the code that comes next.
export function AddUser({ onClose }: { onClose: (added?: desktop.UserView) => void }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [form, setForm] = useState<desktop.UserForm>({ login: '', name: '', email: '', phone: '', office: '', grants: [{ role: '', scope: '' }] })
  const add = useMutation({
    mutationFn: () => bridge.admin.addUser({ ...form, grants: form.grants.filter((g) => g.role) }),
    onSuccess: (added) => {
      void client.invalidateQueries({ queryKey: adminKeys.users })
      onClose(added)
    },
  })
  const fault = add.error && asFault(add.error)
  const field = (name: 'login' | 'name' | 'email' | 'phone' | 'office') => ({
    name,
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
    error: wordsOf(fault, name),
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!add.isPending) add.mutate()
  }
  return (
    <Dialog heading="Add a user" onClose={() => onClose()} wide>
      <form className="stack" onSubmit={submit} noValidate>
        {fault && fault.fields.length === 0 && <AdminFault fault={fault} again={() => add.mutate()} />}
        <div className="grid grid--two">
          <Field label="Name" required {...field('name')} hint="As colleagues write it" />
          <Field label="User name" required {...field('login')} hint="Small letters, without spaces" />
          <Field label="E-mail" inputMode="email" {...field('email')} />
          <Field label="Phone" inputMode="tel" {...field('phone')} />
        </div>
        <GrantsField grants={form.grants} onChange={(grants) => setForm({ ...form, grants })} error={wordsOf(fault, 'grants')} />
        <p className="quiet">The next step gives an enrolment code. The person chooses a password on the own computer; it never comes here.</p>
        <div className="row">
          <button type="submit" className="usa-button" aria-disabled={add.isPending}>
            {add.isPending ? 'Adding…' : 'Add the user'}
          </button>
          <button type="button" className="usa-button usa-button--unstyled" onClick={() => onClose()}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
