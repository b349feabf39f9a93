import { type FormEvent, type ReactNode, useState } from 'react'
import { asFault, type Bridge, type desktop, type Fault, useBridge } from '../bridge'
import { Dialog } from './Dialog'
import { Field } from './Field'
import { LongWork } from './LongWork'
import { FaultNotice, Notice, wordsOf } from './Notice'

interface Props {
  name: string // that the file gets unless the person gives another
  heading?: string
  verb?: 'Save' | 'Export'
  after?: string // what a person should know of the file from now on
  save: (bridge: Bridge, path: string) => Promise<desktop.SavedFile>
  more?: (fault: Fault | null) => ReactNode // further fields
  onClose: () => void
}

const copied = 'The copy is yours from now on and is not sealed. That it was made is on the audit trail.'

// SaveDialog asks where a file goes: a path can be typed, or chosen in the
// system's own window. Without other words it is about a copy of a file.
export function SaveDialog({ name, heading = `Save a copy of ${name}`, verb = 'Save', after = copied, save, more, onClose }: Props) {
  const bridge = useBridge()
  const [path, setPath] = useState('')
  const [saved, setSaved] = useState('')
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)

  const attempt = async (work: () => Promise<void>) => {
    setFault(null)
    setBusy(true)
    try {
      await work()
    } catch (thrown) {
      setFault(asFault(thrown))
    } finally {
      setBusy(false)
    }
  }
  const browse = () =>
    attempt(async () => {
      const chosen = await bridge.session.askSavePath(name)
      if (chosen) setPath(chosen)
    })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!busy) void attempt(async () => setSaved((await save(bridge, path)).path))
  }

  return (
    <Dialog heading={heading} onClose={onClose}>
      {saved ? (
        <>
          <Notice level="good" heading={verb === 'Save' ? 'Saved' : 'Exported'}>
            <p>{saved}</p>
          </Notice>
          <p className="quiet">{after}</p>
          <div className="row">
            <button type="button" className="usa-button" onClick={onClose}>
              Done
            </button>
          </div>
        </>
      ) : (
        <form className="stack" onSubmit={submit} noValidate>
          {fault && (!more || fault.fields.length === 0 || wordsOf(fault, 'path')) && <FaultNotice fault={fault} />}
          <Field
            label={`${verb} to`}
            name="path"
            value={path}
            onChange={setPath}
            placeholder={name}
            hint="A folder and file name. Left as a bare name, the file goes to your Documents folder."
          />
          {busy && <LongWork />}
          {more?.(fault)}
          <div className="row">
            <button type="submit" className="usa-button" aria-disabled={busy}>
              {busy ? 'Writing…' : verb}
            </button>
            <button type="button" className="usa-button usa-button--outline" onClick={browse}>
              Choose a place…
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
