import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { canShow } from '../scan/open'
import { ScanView } from '../scan/ScanView'
import { firstView, type View } from '../scan/view'
import { Documents } from './Documents'
import { documentKeys } from './keys'

interface Props {
  kind: 'application' | 'inquiry'
  owner: string // empty while the record is not saved yet
  heading: string
}

// ScanSide shows the files of a record, one at a time. How each is looked at is
// kept while it is open.
export function ScanSide({ kind, owner, heading }: Props) {
  const bridge = useBridge()
  const { data } = useQuery({ queryKey: documentKeys.of(kind, owner), queryFn: () => bridge.documents.of(kind, owner), enabled: owner !== '' })
  const [chosen, setChosen] = useState('')
  const [listed, setListed] = useState(false)
  const [views, setViews] = useState<Record<string, View>>({})

  const files = (data?.rows ?? []).filter((r) => !r.removed)
  const file = files.find((f) => f.id === chosen) ?? files.find((f) => canShow(f.media)) ?? files[0]
  const id = file?.id ?? ''
  const onView = useCallback((patch: Partial<View>) => setViews((all) => ({ ...all, [id]: { ...(all[id] ?? firstView), ...patch } })), [id])
  const show = (next: string) => {
    setChosen(next)
    setListed(false)
  }
  const list = <Documents kind={kind} owner={owner} heading={heading} onShow={show} />

  return (
    <div className="scan">
      {file && <FileLine {...{ files, file, show, listed }} onList={() => setListed(!listed)} />}
      {!file || listed ? (
        <div className="scan__files">{list}</div>
      ) : (
        <One {...{ file, onView }} view={views[id] ?? firstView} onFile={(step) => stepTo(files, id, step, show)} />
      )}
    </div>
  )
}

function stepTo(files: desktop.DocumentRow[], id: string, step: number, show: (id: string) => void): void {
  const next = files[files.findIndex((f) => f.id === id) + step]
  if (next) show(next.id)
}

interface LineProps {
  files: desktop.DocumentRow[]
  file: desktop.DocumentRow
  show: (id: string) => void
  listed: boolean
  onList: () => void
}

// FileLine says which file is shown, and changes it.
function FileLine({ files, file, show, listed, onList }: LineProps) {
  return (
    <div className="scan__line">
      {files.length === 1 ? (
        <strong className="scan__name">{file.name}</strong>
      ) : (
        <select className="usa-select scan__name" aria-label="File that is shown" value={file.id} onChange={(e) => show(e.target.value)}>
          {files.map((f, i) => (
            <option key={f.id} value={f.id}>
              {i + 1} of {files.length}: {f.name}
            </option>
          ))}
        </select>
      )}
      <button type="button" className="usa-button usa-button--unstyled" aria-expanded={listed} onClick={onList}>
        {listed ? 'Show the scan' : 'Files…'}
      </button>
    </div>
  )
}

interface OneProps {
  file: desktop.DocumentRow
  view: View
  onView: (patch: Partial<View>) => void
  onFile: (step: 1 | -1) => void
}

// One shows a file, or says plainly that its kind is not shown.
function One({ file, view, onView, onFile }: OneProps) {
  if (canShow(file.media)) return <ScanView {...{ file, view, onView, onFile }} />
  return (
    <div className="scan__words">
      <p>
        Files of this kind cannot be shown beside the form. Under <strong>Files…</strong> you can save a copy
        and open it with another program.
      </p>
    </div>
  )
}
