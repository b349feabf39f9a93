import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { useCrumbs } from '../frame/crumbs'
import { to } from '../router'
import { enterMovesOn, ErrorSummary, FaultNotice, KeyHint, Loading, Notice, StatusChip, useKey } from '../ui'
import { CallAside } from './CallAside'
import { CallFields } from './CallFields'
import { blankCall, callLabels, clockWords } from './callForm'
import { Logged } from './Logged'
import { ParkedCalls } from './ParkedCalls'
import { useCall } from './useCall'
import { inquiryKeys } from './keys'

// CallScreen takes a call on one screen without the mouse: a new one, or one
// that was parked.
export function CallScreen({ id = '' }: { id?: string }) {
  useCrumbs([['Inquiries', to('inquiries')], ['New inquiry']])
  const bridge = useBridge()
  const [round, setRound] = useState(0)
  const options = useQuery({ queryKey: inquiryKeys.options, queryFn: () => bridge.inquiries.options(), staleTime: Number.POSITIVE_INFINITY })
  const parked = useQuery({ queryKey: [...inquiryKeys.parked, id], queryFn: () => bridge.inquiries.parked(), enabled: id !== '', gcTime: 0 })
  const error = options.error ?? parked.error
  if (error) return <FaultNotice fault={error} />
  if (!options.data || (id && !parked.data)) return <Loading what="the call" />
  const found = parked.data?.find((c) => c.id === id)
  if (id && round === 0 && !found) {
    return (
      <Notice>
        <p>
          This call is no longer parked: it was saved, or parked on another computer. <a href={to('inquiries')}>Open the queue</a>.
        </p>
      </Notice>
    )
  }
  return <CallEditor key={round} options={options.data} initial={round === 0 && found ? found : blankCall()} onNext={() => setRound(round + 1)} />
}

interface Props {
  options: desktop.InquiryOptions
  initial: desktop.CallForm
  onNext: () => void
}

function CallEditor({ options, initial, onNext }: Props) {
  const call = useCall(initial)
  const { form, fault, logged } = call
  const box = useRef<HTMLDivElement>(null)
  useKey('Ctrl+Enter', () => void (logged ? onNext() : call.log()))
  // F2 on this screen parks the call in hand and begins another.
  useKey('F2', () => void (logged ? onNext() : call.park().then(onNext)))

  useEffect(() => {
    box.current?.querySelector<HTMLElement>('[data-field="firstName"] input')?.focus()
  }, [])

  if (logged) return <Logged saved={logged} name={`${form.firstName} ${form.lastName}`.trim()} onNext={onNext} />
  const channel = options.channels.find((c) => c.code === form.channel)?.label ?? form.channel
  return (
    <div>
      <div className="head">
        <div className="head__line">
          <h1>New inquiry</h1>
          <StatusChip state="waiting">{channel}</StatusChip>
          <Timer from={form.startedAt} />
          <div className="head__acts">
            <button type="button" className="usa-button usa-button--outline" onClick={() => void call.park().then(onNext)}>
              Park <KeyHint keys="F2" />
            </button>
            <button type="button" className="usa-button" onClick={() => void call.log()}>
              Save and read the number <KeyHint keys="Ctrl+Enter" />
            </button>
          </div>
        </div>
        <ParkedCalls except={form.id} />
      </div>
      <div className="call">
        <div className="card stack" ref={box} role="form" aria-label="Call" onKeyDown={enterMovesOn} onBlur={() => void call.park()}>
          <ErrorSummary fault={fault} labels={callLabels} />
          <CallFields call={call} options={options} />
        </div>
        <CallAside call={call} options={options} />
      </div>
    </div>
  )
}

function Timer({ from }: { from: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const beat = window.setInterval(() => setNow(Date.now()), 1_000)
    return () => window.clearInterval(beat)
  }, [])
  return (
    <span className="timer number" role="timer" aria-label="Length of the call">
      {clockWords((now - new Date(from).getTime()) / 1_000)}
    </span>
  )
}
