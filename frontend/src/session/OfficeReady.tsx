import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { type desktop, useBridge } from '../bridge'
import { FaultNotice } from '../ui'
import { officeKey } from './keys'
import { OfficeKept } from './OfficeKept'

interface Props {
  session: desktop.SessionView
  onGo: () => void
}

// OfficeReady says, once, where a new office's records are and what their owner
// has to see to.
export function OfficeReady({ session, onGo }: Props) {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: [...officeKey, 'ready'], queryFn: () => bridge.session.office() })
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <div className="stack appear">
      <h1>Your office is ready</h1>
      <p>
        You are signed in as <strong>{session.login}</strong>. Three things are yours to see to; they stand under <em>Your account</em> too.
      </p>
      {error && <FaultNotice fault={error} />}
      {data && <OfficeKept office={data} />}
      <div className="row">
        <button ref={button} type="button" className="usa-button" onClick={onGo}>
          Begin
        </button>
      </div>
    </div>
  )
}
