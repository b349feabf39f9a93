import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { useCrumbs } from '../frame/crumbs'
import { to } from '../router'
import { dayWords, Facts, FaultNotice, Loading, Notice, StatusChip } from '../ui'
import { CancelDialog, ExtendDialog } from './CertificateDates'
import { CertificateIssue } from './CertificateIssue'
import { CertificateList } from './CertificateList'
import { ExportDialog } from './ExportDialog'
import { History } from './History'
import { certificateKeys } from './keys'

interface Props {
  id?: string
  vacancy?: string
  grade?: string
}

// CertificateScreen shows a certificate of eligibles: as it would be issued now,
// or as it was issued, with the decisions on each name.
export function CertificateScreen({ id = '', vacancy = '', grade = '' }: Props) {
  const bridge = useBridge()
  const { data, error, refetch } = useQuery({
    queryKey: id ? certificateKeys.one(id) : certificateKeys.preview(vacancy, grade),
    queryFn: () => (id ? bridge.hiring.certificate(id) : bridge.hiring.previewCertificate(vacancy, grade)),
    staleTime: 60_000,
  })
  const heading = data && (id ? `Certificate ${data.row.number}` : `Certificate for grade ${data.row.grade}, before issue`)
  useCrumbs(data ? [['Vacancies', to('hiring')], ['Certificates', to('hiring', data.vacancy, 'certificates')], [heading ?? '']] : [])
  if (!data || error) {
    return (
      <div>
        <div className="head">
          <h1>Certificate</h1>
        </div>
        {error ? <FaultNotice fault={error} /> : <Loading what="the certificate" />}
      </div>
    )
  }
  const expired = data.expired
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1>{heading}</h1>
          <StatusChip state={expired ? 'late' : id ? stateOf(data.row.status) : 'draft'}>{expired ? 'Expired' : id ? data.row.status : 'Preview'}</StatusChip>
          {id && <Acts certificate={data} />}
          {!id && data.mayIssue && (
            <div className="head__acts">
              <CertificateIssue certificate={data} onRefused={() => void refetch()} />
            </div>
          )}
        </div>
      </div>
      <div className="stack">
        {data.problem && (
          <Notice level="warn" heading="This certificate cannot be issued yet">
            <p className="pre">{data.problem}</p>
            <p>
              <a href={to('hiring', data.vacancy, 'applicants')}>Go to the applicants</a>
            </p>
          </Notice>
        )}
        {expired && (
          <Notice level="warn" heading={`This certificate expired on ${dayWords(data.row.expires)}`}>
            <p>No selection can be made from it. Human resources can extend it to {dayWords(data.lastDay)} at most.</p>
          </Notice>
        )}
        {data.warning && (
          <Notice level="warn" heading={data.warning}>
            <p>
              The order holds for what is claimed. <a href={to('hiring', data.vacancy, 'applicants')}>Decide the claims first</a>, or issue it as it stands.
            </p>
          </Notice>
        )}
        {data.lines.length > 0 && (
          <div className="split">
            <div className="stack">
              <CertificateList key={data.seen} certificate={data} />
            </div>
            <aside className="stack" aria-label="About this certificate">
              <section className="card">
                <h2>The certificate</h2>
                <Facts facts={data.facts} />
              </section>
              {data.extensions.length > 0 && (
                <section className="card">
                  <h2>Extensions</h2>
                  <History changes={data.extensions} />
                </section>
              )}
              <section className="card">
                <h2>How this list was made</h2>
                <Facts facts={data.method} />
              </section>
            </aside>
          </div>
        )}
      </div>
    </div>
  )
}

// stateOf is the state of the chip for a status in words.
export function stateOf(status: string): string {
  return { 'Selection made': 'selected', 'No selection made': 'closed', Canceled: 'refused' }[status] ?? 'issued'
}

function Acts({ certificate }: { certificate: desktop.CertificateView }) {
  const [act, setAct] = useState<'' | 'pdf' | 'xlsx' | 'extend' | 'cancel'>('')
  const close = () => setAct('')
  return (
    <div className="head__acts">
      {certificate.mayChange && (
        <>
          <button type="button" className="usa-button usa-button--outline" onClick={() => setAct('extend')}>
            Extend…
          </button>
          <button type="button" className="usa-button usa-button--outline" onClick={() => setAct('cancel')}>
            Cancel the certificate…
          </button>
        </>
      )}
      {certificate.mayExport && (
        <>
          <button type="button" className="usa-button usa-button--outline" onClick={() => setAct('pdf')}>
            Export PDF
          </button>
          <button type="button" className="usa-button usa-button--outline" onClick={() => setAct('xlsx')}>
            Export Excel
          </button>
        </>
      )}
      {(act === 'pdf' || act === 'xlsx') && <ExportDialog certificate={certificate} format={act} onClose={close} />}
      {act === 'extend' && <ExtendDialog certificate={certificate} onClose={close} />}
      {act === 'cancel' && <CancelDialog certificate={certificate} onClose={close} />}
    </div>
  )
}
