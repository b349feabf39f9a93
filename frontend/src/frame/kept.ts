import { useCallback, useEffect, useRef, useState } from 'react'
import { asFault, useBridge } from '../bridge'
import { useOnSettle, useSetSaved } from './saved'

// How long after a key it is kept, also while somebody types on.
const pause = 700

// useKept is a value that a person types and has not saved yet, such as a note. It
// is kept as it is typed, sealed on this computer, and is there again after a lock,
// a close or a crash; setting it to what is empty forgets it. about is the record
// that it is about: it goes with that record.
export function useKept<T>(about: string, what: string, empty: T): [T, (next: T) => void] {
  const bridge = useBridge()
  const setSaved = useSetSaved()
  const name = `${about}/${what}`
  const [value, setValue] = useState(empty)
  const [nothing] = useState(() => JSON.stringify(empty))
  const latest = useRef(empty)
  const dirty = useRef(false)
  const touched = useRef(false)
  const shown = useRef(true)
  const running = useRef<Promise<void>>(Promise.resolve())

  const keep = useCallback(() => {
    const once = async () => {
      if (!dirty.current) return
      dirty.current = false
      const text = JSON.stringify(latest.current)
      try {
        await bridge.window.keep(name, text === nothing ? '' : text)
        if (!dirty.current && shown.current) setSaved({ state: text === nothing ? 'none' : 'kept' })
      } catch (thrown) {
        dirty.current = true
        setSaved({ state: 'failed', words: asFault(thrown).words })
      }
    }
    running.current = running.current.then(once)
    return running.current
  }, [bridge, name, nothing, setSaved])
  useOnSettle(keep)

  useEffect(() => {
    let current = true
    shown.current = true
    bridge.window.kept(name).then(
      (text) => {
        if (!current || touched.current || !text) return
        latest.current = JSON.parse(text) as T
        setValue(latest.current)
        setSaved({ state: 'kept' })
      },
      () => {},
    )
    return () => {
      current = false
      shown.current = false
      void keep()
      if (touched.current) setSaved({ state: 'none' })
    }
  }, [bridge, name, keep, setSaved])

  const timer = useRef(0)
  const change = useCallback(
    (next: T) => {
      latest.current = next
      touched.current = true
      dirty.current = true
      setValue(next)
      setSaved({ state: 'typing' })
      if (timer.current !== 0) return
      timer.current = window.setTimeout(() => {
        timer.current = 0
        void keep()
      }, pause)
    },
    [keep, setSaved],
  )
  return [value, change]
}
