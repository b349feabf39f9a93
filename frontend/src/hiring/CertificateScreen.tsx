import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { go, to } from '../router'
import { Facts, FaultNotice, Loading, Notice, StatusChip } from '../ui'
import { CertificateList } from './CertificateList'
import { ExportDialog } from './ExportDialog'
import { certificateKeys, vacancyKeys } from './keys'

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
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the certificate" />
  return (
    <div>
      <div className="head">
        <p className="crumb">
          <a href={to('hiring')}>Vacancies</a> › <a href={to('hiring', data.vacancy, 'certificates')}>Certificates</a>
        </p>
        <div className="head__line">
          <h1>{id ? `Certificate ${data.row.number}` : `Certificate for grade ${data.row.grade}, before issue`}</h1>
          <StatusChip state={id ? 'issued' : 'draft'}>{id ? data.row.status : 'Preview'}</StatusChip>
          {id ? <Export certificate={data} /> : <Issue certificate={data} onRefused={() => void refetch()} />}
        </div>
      </div>
      <div className="stack">
        {data.problem && (
          <Notice level="warn" heading="This certificate cannot be issued yet">
            <p className="pre">{data.problem}</p>
          </Notice>
        )}
        <div className="columns columns--head">
          <section className="card">
            <Facts facts={data.facts} />
          </section>
          <section className="card">
            <h2>How this list was made</h2>
            <p className="pre">{data.method}</p>
          </section>
        </div>
        <CertificateList key={data.seen} certificate={data} />
      </div>
    </div>
  )
}

function Issue({ certificate, onRefused }: { certificate: desktop.CertificateView; onRefused: () => void }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const issue = useMutation({
    mutationFn: () => bridge.hiring.issueCertificate(certificate.vacancy, certificate.row.grade, certificate.seen),
    onSuccess: (outcome) => {
      void client.invalidateQueries({ queryKey: vacancyKeys.all })
      if (outcome.id) go(to('certificate', outcome.id))
    },
    onError: onRefused,
  })
  // The server alone issues: once its certificate has come in, it opens.
  const waiting = issue.data?.waiting ?? false
  const { data: issued } = useQuery({
    queryKey: vacancyKeys.certificates(certificate.vacancy),
    queryFn: () => bridge.hiring.certificates(certificate.vacancy),
    refetchInterval: waiting ? 2_000 : false,
  })
  const arrived = waiting && issued?.find((c) => c.grade === certificate.row.grade && c.status === 'Issued')
  useEffect(() => {
    if (arrived) go(to('certificate', arrived.id))
  }, [arrived])
  return (
    <div className="head__acts">
      {certificate.mayIssue && !issue.data && (
        <button type="button" className="usa-button" onClick={() => issue.mutate()} disabled={issue.isPending}>
          {issue.isPending ? 'Issuing…' : 'Issue this certificate'}
        </button>
      )}
      {issue.data?.waiting && (
        <Notice>
          <p>{issue.data.words}</p>
        </Notice>
      )}
      {issue.error && <FaultNotice fault={issue.error} />}
    </div>
  )
}

function Export({ certificate }: { certificate: desktop.CertificateView }) {
  const [format, setFormat] = useState<'' | 'pdf' | 'xlsx'>('')
  if (!certificate.mayExport) return null
  return (
    <div className="head__acts">
      <button type="button" className="usa-button usa-button--outline" onClick={() => setFormat('pdf')}>
        Export PDF
      </button>
      <button type="button" className="usa-button usa-button--outline" onClick={() => setFormat('xlsx')}>
        Export Excel
      </button>
      {format && <ExportDialog certificate={certificate} format={format} onClose={() => setFormat('')} />}
    </div>
  )
}
