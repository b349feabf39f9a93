import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { canShow } from '../scan/open'
import { ScanView } from '../scan/ScanView'
import { firstView, type View } from '../scan/view'
import { Dialog, FaultNotice, Loading, Notice } from '../ui'
import { content } from './file'

interface Props {
  row: desktop.DocumentRow
  onSave: () => void
  onClose: () => void
}

// Shown opens a file, which is on the audit trail: scans, pictures and plain text
// are shown, of others a copy can be saved.
export function Shown({ row, onSave, onClose }: Props) {
  const [view, setView] = useState<View>(firstView)
  const onView = useCallback((patch: Partial<View>) => setView((old) => ({ ...old, ...patch })), [])
  return (
    <Dialog heading={row.name} onClose={onClose}>
      {canShow(row.media) ? (
        <div className="scan scan--dialog">
          <ScanView {...{ file: row, view, onView }} />
        </div>
      ) : (
        <Words row={row} />
      )}
      <div className="row">
        <button type="button" className="usa-button usa-button--outline" onClick={onSave}>
          Save a copy…
        </button>
      </div>
    </Dialog>
  )
}

// Words shows a text, or says that the file's kind is not shown.
function Words({ row }: { row: desktop.DocumentRow }) {
  const bridge = useBridge()
  const { data, error } = useQuery({
    queryKey: ['documents', 'open', row.id],
    queryFn: async () => {
      const opened = await bridge.documents.open(row.id)
      if (!opened.shows) return { opened, text: '' }
      return { opened, text: new TextDecoder().decode(await content(bridge, opened)) }
    },
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what={row.state === 'server' ? 'the file from the server' : 'the file'} />
  return (
    <>
      {data.opened.check && (
        <Notice level="warn">
          <p>{data.opened.check}</p>
        </Notice>
      )}
      {data.opened.shows ? (
        <pre className="pre files__text">{data.text}</pre>
      ) : (
        <p>Files of this kind are not shown here. The file is on this computer; save a copy and open that with the program that you use for it.</p>
      )}
    </>
  )
}
