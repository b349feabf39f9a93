import { useState } from 'react'
import type { desktop } from '../bridge'
import { Field, SaveDialog, wordsOf } from '../ui'

interface Props {
  certificate: desktop.CertificateView
  format: 'pdf' | 'xlsx'
  onClose: () => void
}

const hints = {
  pdf: 'At least 8 characters. The PDF then opens with it alone (AES-256); nobody can recover it',
  xlsx: 'At least 8 characters. Excel’s own protection is weaker than the PDF’s: prefer the PDF for what must stay closed',
}

// ExportDialog asks where a certificate's file goes, and for a password if it is
// to have one.
export function ExportDialog({ certificate, format, onClose }: Props) {
  const [password, setPassword] = useState('')
  return (
    <SaveDialog
      heading={format === 'pdf' ? 'Export the certificate as PDF' : 'Export the certificate as Excel'}
      name={`certificate-${certificate.row.number}.${format}`}
      verb="Export"
      after={`The file is yours from now on${password ? ' and opens with its password' : ' and is not sealed'}. The export is on the audit trail.`}
      save={(bridge, path) => bridge.hiring.exportCertificate(certificate.row.id, format, path, password)}
      more={(fault) => (
        <Field
          label="Password, if the file is to have one"
          name="password"
          type="password"
          autoComplete="new-password"
          size="middle"
          value={password}
          onChange={setPassword}
          error={wordsOf(fault, 'password')}
          hint={hints[format]}
        />
      )}
      onClose={onClose}
    />
  )
}
