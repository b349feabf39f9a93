import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { asFault, type desktop, Fault, useBridge } from '../bridge'
import { FaultNotice, Loading, SaveDialog, StatusChip, timeWords } from '../ui'
import { canShow } from '../scan/open'
import { RemoveDialog } from './RemoveDialog'
import { send, sizeWords } from './file'
import { documentKeys } from './keys'
import { Shown } from './Shown'

interface Props {
  kind: 'application' | 'inquiry'
  owner: string // empty while the record is not saved yet
  heading: string
  onShow?: (id: string) => void // shows a file in the place of a dialog
}

// Documents is the files of a record: add by the system's window or by dropping,
// open, save a copy, remove with a reason.
export function Documents({ kind, owner, heading, onShow }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const key = documentKeys.of(kind, owner)
  const { data, error } = useQuery({ queryKey: key, queryFn: () => bridge.documents.of(kind, owner), enabled: owner !== '', refetchInterval: 5_000 })
  const [over, setOver] = useState(false)
  const add = useMutation({
    mutationFn: async (files: File[]) => {
      if (files.length === 0) return bridge.documents.choose(kind, owner)
      let list: desktop.DocumentList | undefined
      for (const f of files) list = await send(bridge, kind, owner, f, data?.piece ?? 1 << 18)
      return list
    },
    onSuccess: (list) => list && client.setQueryData(key, list),
    onError: () => client.invalidateQueries({ queryKey: key }),
  })
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    if (e.dataTransfer.files.length > 0) add.mutate([...e.dataTransfer.files])
  }
  const fault = add.error ? asFault(add.error) : null
  return (
    <section
      className={`card stack files ${over ? 'files--over' : ''}`}
      id="part-files"
      aria-label={heading}
      onDragOver={(e) => {
        if (!data?.mayAdd) return
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={data?.mayAdd ? drop : undefined}
    >
      <h2>{heading}</h2>
      {error && <FaultNotice fault={error} />}
      {owner === '' && <p className="quiet">Files can be attached as soon as a first field is saved.</p>}
      {owner !== '' && !data && !error && <Loading what="the list of files" />}
      {data?.rows.length === 0 && <p className="quiet">None yet.</p>}
      {data && data.rows.length > 0 && (
        <ul className="notes">
          {data.rows.map((row) => (
            <Row key={row.id} row={row} kind={kind} owner={owner} mayRemove={data.mayAdd} onShow={onShow} />
          ))}
        </ul>
      )}
      {fault && <FaultNotice fault={new Fault(fault.kind, fault.fields.map((f) => f.words).join(' ') || fault.words, [], fault.rule)} />}
      {data?.mayAdd && (
        <div className="row">
          <button type="button" className="usa-button usa-button--outline" onClick={() => add.mutate([])} disabled={add.isPending}>
            {add.isPending ? 'Attaching…' : 'Attach a file…'}
          </button>
          <span className="quiet">or drop it here: {data.accepted}</span>
        </div>
      )}
    </section>
  )
}

interface RowProps {
  row: desktop.DocumentRow
  kind: string
  owner: string
  mayRemove: boolean
  onShow?: (id: string) => void
}

function Row({ row, kind, owner, mayRemove, onShow }: RowProps) {
  const [act, setAct] = useState<'' | 'open' | 'save' | 'remove'>('')
  const facts = [sizeWords(row.size), row.pages > 0 && `${row.pages} ${row.pages === 1 ? 'page' : 'pages'}`, `added by ${row.addedBy}, ${timeWords(row.added)}`]
  return (
    <li>
      <div className="spread">
        <strong>{row.removed ? <s>{row.name}</s> : row.name}</strong>
        <StatusChip state={row.removed ? 'withdrawn' : row.state === 'here' ? 'sent' : row.state}>{row.removed ? 'Removed' : row.stateWords}</StatusChip>
      </div>
      <p className="quiet">{facts.filter(Boolean).join(' · ')}</p>
      {row.removed && <p>Removed: {row.why}</p>}
      {row.check && <p>{row.check}</p>}
      <div className="row">
        <button type="button" className="usa-button usa-button--unstyled" aria-label={`Open ${row.name}`} onClick={() => (onShow && canShow(row.media) && !row.removed ? onShow(row.id) : setAct('open'))}>
          Open
        </button>
        <button type="button" className="usa-button usa-button--unstyled" aria-label={`Save a copy of ${row.name}`} onClick={() => setAct('save')}>
          Save a copy…
        </button>
        {mayRemove && !row.removed && (
          <button type="button" className="usa-button usa-button--unstyled" aria-label={`Remove ${row.name}`} onClick={() => setAct('remove')}>
            Remove…
          </button>
        )}
      </div>
      {act === 'open' && <Shown row={row} onSave={() => setAct('save')} onClose={() => setAct('')} />}
      {act === 'save' && <SaveDialog name={row.name} save={(b, path) => b.documents.saveCopy(row.id, path)} onClose={() => setAct('')} />}
      {act === 'remove' && <RemoveDialog row={row} kind={kind} owner={owner} onClose={() => setAct('')} />}
    </li>
  )
}
