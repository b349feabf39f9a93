import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Dialog, FaultNotice, Field, wordsOf } from '../ui'
import { documentKeys } from './keys'

interface Props {
  row: desktop.DocumentRow
  kind: string
  owner: string
  onClose: () => void
}

// RemoveDialog takes a file out of use; the reason is kept with it.
export function RemoveDialog({ row, kind, owner, onClose }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [why, setWhy] = useState('')
  const remove = useMutation({
    mutationFn: () => bridge.documents.remove(kind, owner, row.id, why),
    onSuccess: (list) => {
      client.setQueryData(documentKeys.of(kind, owner), list)
      onClose()
    },
  })
  const fault = remove.error ? asFault(remove.error) : null
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!remove.isPending) remove.mutate()
  }
  return (
    <Dialog heading={`Remove ${row.name}`} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {fault && fault.fields.length === 0 && <FaultNotice fault={fault} />}
        <Field label="Why it is removed" name="why" value={why} onChange={setWhy} error={wordsOf(fault, 'why')} hint="The file stays readable, marked as removed, until its retention ends" />
        <div className="row">
          <button type="submit" className="usa-button">
            Remove
          </button>
        </div>
      </form>
    </Dialog>
  )
}
