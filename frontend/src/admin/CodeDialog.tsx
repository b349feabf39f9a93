import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { Dialog, Loading, timeWords, useToast } from '../ui'
import { AdminFault } from './AdminFault'

// CodeDialog makes an enrolment code and shows it once, as text and as a picture.
export function CodeDialog({ user, onClose }: { user: desktop.UserView; onClose: () => void }) {
  const bridge = useBridge()
  const say = useToast()
  const [round] = useState(() => Date.now())
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'code', user.id, round],
    queryFn: () => bridge.admin.code(user.id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const copy = () =>
    navigator.clipboard.writeText(data?.code ?? '').then(
      () => say('The code is copied.'),
      () => say('The code could not be copied. Select it and copy it by hand.', true),
    )
  return (
    <Dialog heading={`Enrolment code for ${user.name}`} onClose={onClose} wide>
      {error && <AdminFault fault={error} again={() => void refetch()} />}
      {!data && !error && <Loading what="the code" />}
      {data && (
        <div className="code">
          {data.picture && <img className="code__picture" src={data.picture} alt="QR code of the same text" />}
          <div className="stack">
            <p>Give this code to {user.name} in person or by telephone. It works once, until {timeWords(data.until)}.</p>
            <p className="code__text number">{data.code}</p>
            <div className="row">
              <button type="button" className="usa-button" onClick={copy}>
                Copy the code
              </button>
            </div>
            <p className="quiet">
              On the person’s computer: start Civic Desk, paste or scan the code, and choose a password. It is shown only here and only now; when it is lost, make another.
            </p>
          </div>
        </div>
      )}
    </Dialog>
  )
}
