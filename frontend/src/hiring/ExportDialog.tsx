import { type FormEvent, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { Dialog, FaultNotice, Field, Notice } from '../ui'

interface Props {
  certificate: desktop.CertificateView
  format: 'pdf' | 'xlsx'
  onClose: () => void
}

// ExportDialog asks where the file goes: a path can be typed, or chosen in the
// system's own window.
export function ExportDialog({ certificate, format, onClose }: Props) {
  const bridge = useBridge()
  const suggested = `certificate-${certificate.row.number}.${format}`
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
      const chosen = await bridge.session.askSavePath(suggested)
      if (chosen) setPath(chosen)
    })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    void attempt(async () => setSaved((await bridge.hiring.exportCertificate(certificate.row.id, format, path)).path))
  }

  return (
    <Dialog heading={format === 'pdf' ? 'Export the certificate as PDF' : 'Export the certificate as Excel'} onClose={onClose}>
      {saved ? (
        <>
          <Notice level="good" heading="Exported">
            <p>{saved}</p>
          </Notice>
          <p className="quiet">The file is yours from now on and is not sealed. The export is on the audit trail.</p>
          <div className="row">
            <button type="button" className="usa-button" onClick={onClose}>
              Done
            </button>
          </div>
        </>
      ) : (
        <form className="stack" onSubmit={submit} noValidate>
          {fault && <FaultNotice fault={fault} />}
          <Field
            label="Export to"
            name="path"
            value={path}
            onChange={setPath}
            placeholder={suggested}
            hint="A folder and file name. Left as a bare name, the file goes to your Documents folder."
          />
          <div className="row">
            <button type="submit" className="usa-button" aria-disabled={busy}>
              {busy ? 'Writing…' : 'Export'}
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
