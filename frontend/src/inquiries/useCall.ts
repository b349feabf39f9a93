import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { useOnSettle, useSetSaved } from '../frame/saved'
import { inquiryKeys } from './keys'

// A call is kept every few seconds while it is typed.
const pause = 3_000

// useCall keeps a call while it is taken: parks it every few seconds and when
// the screen is left, and logs it at the end.
export function useCall(initial: desktop.CallForm) {
  const bridge = useBridge()
  const client = useQueryClient()
  const setSaved = useSetSaved()
  const [form, setForm] = useState(initial)
  const [fault, setFault] = useState<Fault | null>(null)
  const [logged, setLogged] = useState<desktop.CallSaved | null>(null)
  const latest = useRef(initial)
  const dirty = useRef(false)
  const running = useRef<Promise<void> | null>(null)
  const over = useRef(false)

  const change = useCallback(
    (patch: Partial<desktop.CallForm>) => {
      latest.current = { ...latest.current, ...patch }
      dirty.current = true
      setForm(latest.current)
      setSaved({ state: 'typing' })
    },
    [setSaved],
  )

  const parkOnce = useCallback(async () => {
    dirty.current = false
    setSaved({ state: 'saving' })
    try {
      const parked = await bridge.inquiries.park(latest.current)
      latest.current = { ...latest.current, id: parked.id }
      setForm(latest.current)
      if (!dirty.current) setSaved({ state: 'saved', at: new Date().toISOString() })
    } catch (thrown) {
      dirty.current = true
      setSaved({ state: 'failed', words: asFault(thrown).words })
    }
  }, [bridge, setSaved])

  // One park at a time: two at once would make two parked calls of one.
  const park = useCallback(async () => {
    if (running.current) await running.current
    if (!dirty.current || over.current) return
    running.current = parkOnce()
    await running.current
    running.current = null
  }, [parkOnce])

  useOnSettle(park)
  useEffect(() => {
    const timer = window.setTimeout(() => void park(), pause)
    return () => window.clearTimeout(timer)
  }, [form, park])

  useEffect(() => {
    return () => {
      void park().then(() => client.invalidateQueries({ queryKey: inquiryKeys.parked }))
      setSaved({ state: 'none' })
    }
  }, [park, client, setSaved])

  const log = useCallback(async () => {
    if (running.current) await running.current
    try {
      const saved = await bridge.inquiries.log(latest.current)
      over.current = true
      setFault(null)
      setLogged(saved)
      setSaved({ state: 'saved', at: new Date().toISOString() })
      void client.invalidateQueries({ queryKey: ['inquiries'] })
    } catch (thrown) {
      setFault(asFault(thrown))
      void park()
    }
  }, [bridge, client, park, setSaved])

  return { form, change, park, log, fault, logged }
}

export type Call = ReturnType<typeof useCall>
