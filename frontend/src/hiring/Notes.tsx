import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { FaultNotice, TextArea, timeWords, wordsOf } from '../ui'
import { applicationKeys } from './keys'

// Notes are the remarks on an application; the list only grows.
export function Notes({ application }: { application: desktop.ApplicationView }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const { id } = application.row
  const [text, setText] = useState('')
  const save = useMutation({
    mutationFn: () => bridge.hiring.addApplicationNote(id, text),
    onSuccess: (next) => {
      setText('')
      client.setQueryData(applicationKeys.one(id), next)
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!save.isPending) save.mutate()
  }
  const fault = save.error ? asFault(save.error) : null
  return (
    <>
      {application.mayNote && (
        <form className="card stack" onSubmit={submit} noValidate>
          {fault && fault.fields.length === 0 && <FaultNotice fault={fault} />}
          <TextArea
            label="Note"
            name="text"
            rows={3}
            value={text}
            onChange={setText}
            error={wordsOf(fault, 'text')}
            hint="Seen by human resources only; never changed afterwards"
          />
          <div className="row">
            <button type="submit" className="usa-button" aria-disabled={save.isPending}>
              {save.isPending ? 'Saving…' : 'Save the note'}
            </button>
          </div>
        </form>
      )}
      {application.notes.length === 0 && <p className="quiet">No notes yet.</p>}
      <ul className="notes">
        {application.notes.map((n) => (
          <li key={n.at + n.text}>
            <p className="pre">{n.text}</p>
            <p className="quiet">
              {n.by}, {timeWords(n.at)}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}
