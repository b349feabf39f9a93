import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { Dialog, Field, Notice, RadioKeys } from '../ui'
import { AdminFault } from './AdminFault'

interface Props {
  device: desktop.DeviceView
  onClose: () => void
  onDone: (devices: desktop.DeviceView[]) => void
}

// What each way does, as docs/operations.md tells it.
const ways: Record<string, { label: string; does: string[]; button: string }> = {
  withdrawn: {
    label: 'Withdraw its access',
    does: ['It may not use the server any more.', 'What is on it stays there, sealed. Unsent work stays on it too.', 'This cannot be taken back; the person enrols again with a new code.'],
    button: 'Withdraw the access',
  },
  lost: {
    label: 'Lost: take over its work, then clear it',
    does: [
      'At its next contact it hands over unsent work, which waits in quarantine for you.',
      'Then it removes this person’s keys and data. Colleagues’ accounts on it stay: report it once for each of them.',
      'If it never reaches the server again it cannot be cleared; what is on it stays sealed.',
    ],
    button: 'Report it lost',
  },
  stolen: {
    label: 'Stolen: clear it at once',
    does: [
      'At its next contact it removes all keys and data of Civic Desk, everybody’s.',
      'Nothing is taken from it any more: unsent work on it is gone.',
      'This cannot be taken back. If it never reaches the server again it cannot be cleared; what is on it stays sealed.',
    ],
    button: 'Report it stolen',
  },
}

// ReportDialog ends a computer's access in one of three ways. What each does is
// spelled out, and the computer's name is typed before anything is done.
export function ReportDialog({ device, onClose, onDone }: Props) {
  const bridge = useBridge()
  const open = device.state === 'use' ? ['withdrawn', 'lost', 'stolen'] : device.state === 'lost' ? ['stolen'] : ['lost', 'stolen']
  const [how, setHow] = useState('')
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState('')
  const name = device.computer || device.login
  const act = useMutation({ mutationFn: () => (how === 'withdrawn' ? bridge.admin.revoke(device.id) : bridge.admin.report(device.id, how)), onSuccess: onDone })
  const way = ways[how]
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!way) setWrong('Choose what happened to the computer')
    else if (typed.trim().toLowerCase() !== name.toLowerCase()) setWrong(`Type ${name} to confirm`)
    else if (!act.isPending) act.mutate()
  }
  return (
    <Dialog heading={`End the access of ${name}`} onClose={onClose} wide>
      <form className="stack" onSubmit={submit} noValidate>
        <p>
          Used by {device.login}.{device.waiting > 0 && ` When it was seen last, ${device.waiting} steps on it were not yet sent.`}
        </p>
        {act.error && <AdminFault fault={act.error} again={() => act.mutate()} />}
        <RadioKeys
          label="What happened"
          name="how"
          options={open.map((code) => ({ code, label: ways[code]?.label ?? code }))}
          value={how ? [how] : []}
          onChange={([next = '']) => {
            setHow(next)
            setWrong('')
          }}
          error={way ? undefined : wrong || undefined}
        />
        {way && (
          <>
            <Notice level="warn" heading="What happens then">
              <ul>
                {way.does.map((d) => (
                  <li key={d}>{d}</li>
                ))}
              </ul>
            </Notice>
            <Field label={`Type ${name} to confirm`} name="confirm" size="middle" value={typed} onChange={setTyped} error={wrong || undefined} />
          </>
        )}
        <div className="row">
          <button type="submit" className="usa-button" aria-disabled={act.isPending}>
            {way?.button ?? 'Go on'}
          </button>
          <button type="button" className="usa-button usa-button--unstyled" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
