import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { go, to } from '../router'
import { Dialog, FaultNotice, Field, Notice, TextArea } from '../ui'
import { vacancyKeys } from './keys'

interface Props {
  certificate: desktop.CertificateView
  onRefused: () => void
}

const blank = { requestNumber: '', selectiveFactors: '', remarks: '', ctapCleared: false, rplCleared: false }

// CertificateIssue asks for what goes on the certificate beside the names, and
// issues it. The order of the names does not depend on it.
export function CertificateIssue({ certificate, onRefused }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [form, setForm] = useState(blank)
  const change = (patch: Partial<typeof form>) => setForm({ ...form, ...patch })
  const { vacancy, seen, row } = certificate
  const issue = useMutation({
    mutationFn: () => bridge.hiring.issueCertificate({ ...form, vacancy, grade: row.grade, seen }),
    onSuccess: (outcome) => {
      setOpen(false)
      void client.invalidateQueries({ queryKey: vacancyKeys.all })
      if (outcome.id) go(to('certificate', outcome.id))
    },
    onError: onRefused,
  })
  // The server alone issues: once its certificate has come in, it opens.
  const waiting = issue.data?.waiting ?? false
  const { data: issued } = useQuery({
    queryKey: vacancyKeys.certificates(vacancy),
    queryFn: () => bridge.hiring.certificates(vacancy),
    refetchInterval: waiting ? 2_000 : false,
  })
  const arrived = waiting && issued?.find((c) => c.grade === row.grade && c.status === 'Issued')
  useEffect(() => {
    if (arrived) go(to('certificate', arrived.id))
  }, [arrived])
  if (issue.data?.waiting) {
    return (
      <Notice>
        <p>{issue.data.words}</p>
      </Notice>
    )
  }
  return (
    <>
      <button type="button" className="usa-button" onClick={() => setOpen(true)}>
        Issue this certificate…
      </button>
      {open && (
        <Dialog heading={`Issue the certificate for grade ${row.grade}`} onClose={() => setOpen(false)}>
          <p>
            {row.names === 1 ? 'One name is' : `${row.names.toLocaleString('en-US')} names are`} referred. The certificate is numbered and printed, and nothing
            beneath it changes from then on.
          </p>
          <Field label="Request number" name="requestNumber" size="middle" value={form.requestNumber} onChange={(requestNumber) => change({ requestNumber })} maxLength={60} />
          <TextArea label="Selective factors" name="selectiveFactors" rows={2} hint="One a line" value={form.selectiveFactors} onChange={(selectiveFactors) => change({ selectiveFactors })} />
          <TextArea label="Remarks" name="remarks" rows={2} hint="Printed on the certificate" value={form.remarks} onChange={(remarks) => change({ remarks })} />
          <label className="check">
            <input type="checkbox" checked={form.ctapCleared} onChange={(e) => change({ ctapCleared: e.target.checked })} /> CTAP and ICTAP cleared
          </label>
          <label className="check">
            <input type="checkbox" checked={form.rplCleared} onChange={(e) => change({ rplCleared: e.target.checked })} /> Reemployment list cleared
          </label>
          {issue.error && <FaultNotice fault={issue.error} />}
          <div className="row">
            <button type="button" className="usa-button" onClick={() => issue.mutate()} disabled={issue.isPending}>
              {issue.isPending ? 'Issuing…' : 'Issue the certificate'}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
