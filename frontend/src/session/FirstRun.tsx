import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { Door } from './Door'
import { Enrol } from './Enrol'
import { JoinOffice } from './JoinOffice'
import { officeKey } from './keys'
import { OfficeReady } from './OfficeReady'
import { StartOffice } from './StartOffice'

interface Props {
  session: desktop.SessionView
  onEnter: (session: desktop.SessionView) => void
}

// FirstRun is what a computer shows that belongs to no office yet: join one with a
// code, start one here, or go on with one that was started here.
export function FirstRun({ session, onEnter }: Props) {
  const bridge = useBridge()
  const { data: office, isPending } = useQuery({ queryKey: officeKey, queryFn: () => bridge.session.office(), gcTime: 0 })
  const [starting, setStarting] = useState(false)
  const [entered, setEntered] = useState<desktop.SessionView | null>(null)

  if (entered) {
    return (
      <Door>
        <OfficeReady session={entered} onGo={() => onEnter(entered)} />
      </Door>
    )
  }
  if (isPending) return <Door>{null}</Door>
  if (office?.begun) {
    return (
      <Door>
        <JoinOffice office={office} onEnter={setEntered} />
      </Door>
    )
  }
  if (office && starting) {
    return (
      <Door>
        <StartOffice office={office} onEnter={setEntered} onBack={() => setStarting(false)} />
      </Door>
    )
  }
  return <Enrol session={session} onEnter={onEnter} {...(office?.may && { onStart: () => setStarting(true) })} />
}
