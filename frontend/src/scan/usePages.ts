import { useCallback, useEffect, useState } from 'react'
import { asFault, type Fault, useBridge } from '../bridge'
import type { OpenPages, Pages, ScanFile } from './pages'

interface Opened {
  pages: Pages | null
  fault: Fault | null
  again: () => void
}

// usePages holds a file open while it is shown, and gives back everything of it
// when another is shown or the screen goes: also when somebody locks.
export function usePages(file: ScanFile, open: OpenPages): Opened {
  const bridge = useBridge()
  const { id, media } = file
  const [pages, setPages] = useState<Pages | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    let held: Pages | null = null
    const failed = (thrown: unknown) => {
      if (stop.signal.aborted) return
      setPages(null)
      setFault(asFault(thrown))
    }
    open(bridge, { id, media }, stop.signal, failed).then((next) => {
      if (stop.signal.aborted) return next.close()
      held = next
      setPages(next)
    }, failed)
    return () => {
      stop.abort()
      held?.close()
      setPages(null)
      setFault(null)
    }
  }, [bridge, id, media, open, attempt])
  const again = useCallback(() => setAttempt((n) => n + 1), [])
  return { pages, fault, again }
}
