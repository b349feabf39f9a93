import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Dialog, FaultNotice, Field } from '../ui'
import { syncKeys } from './useSync'

// Resend lets a person correct refused work where the server found fault with it
// and sends it once more. What is wrong is told at the field; nothing typed is
// lost when it is refused again.
export function Resend({ row, onClose }: { row: desktop.AttentionRow; onClose: () => void }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [values, setValues] = useState<Record<string, string>>(() => Object.fromEntries(row.fields.map((f) => [f.name, f.value])))
  const send = useMutation({
    mutationFn: () => {
      const edits = Object.fromEntries(row.fields.filter((f) => values[f.name] !== f.value).map((f) => [f.name, values[f.name]!]))
      return bridge.sync.resend(row.id, edits)
    },
    onSuccess: (rows) => {
      client.setQueryData(syncKeys.attention, rows)
      void client.invalidateQueries()
      onClose()
    },
  })
  const fault = send.error && asFault(send.error)
  const wrong = (name: string) => fault?.fields.find((f) => f.name === name)?.words
  const first = row.fields.filter((f) => f.words)
  const rest = row.fields.filter((f) => !f.words)
  const field = (f: desktop.RefusedField) => (
    <Field
      key={f.name}
      name={f.name}
      label={f.label}
      error={wrong(f.name) ?? (values[f.name] === f.value ? f.words : '')}
      value={values[f.name] ?? ''}
      onChange={(text) => setValues({ ...values, [f.name]: text })}
    />
  )
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!send.isPending) send.mutate()
  }
  return (
    <Dialog heading={`Edit and send again: ${row.what}`} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>{row.words}</p>
        {fault && <FaultNotice fault={fault} />}
        {first.map(field)}
        {rest.length > 0 && (
          <details open={first.length === 0}>
            <summary>{first.length === 0 ? 'What was entered' : rest.length === 1 ? '1 other field' : `${rest.length} other fields`}</summary>
            {rest.map(field)}
          </details>
        )}
        <div className="row">
          <button type="submit" className="usa-button" disabled={send.isPending}>
            {send.isPending ? 'Saving…' : 'Send again'}
          </button>
          <button type="button" className="usa-button usa-button--unstyled" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
