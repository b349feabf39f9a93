import { memo, useEffect, useRef } from 'react'
import { clear, type Pages, type Size } from './pages'
import type { Place } from './view'

interface Props {
  pages: Pages
  number: number
  place: Place
  turn: number
  ahead: boolean // not in sight yet: drawn when there is time
  label: string
  learn: (page: number, size: Size) => void
}

// How long drawing a page that is not in sight waits, so that turning pages and
// typing go first.
const patience = 400

// PageView draws one page while it is near, and takes the picture out of memory
// when it is not.
export const PageView = memo(function PageView({ pages, number, place, turn, ahead, label, learn }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const { scale } = place

  useEffect(() => {
    // A page that was drawn ahead is whole when it comes into sight.
    const key = `${scale} ${turn}`
    if (box.current?.querySelector('canvas')?.dataset.drawn === key) return
    const stop = new AbortController()
    const canvas = document.createElement('canvas')
    canvas.className = 'scan__canvas'
    const draw = async () => {
      if (ahead) await new Promise((later) => window.setTimeout(later, patience))
      stop.signal.throwIfAborted()
      learn(number, await pages.size(number))
      stop.signal.throwIfAborted()
      await pages.draw(number, canvas, scale * window.devicePixelRatio, turn, stop.signal)
      stop.signal.throwIfAborted()
      canvas.dataset.drawn = key
      // The picture before stays, stretched, until this one is whole.
      const before = box.current?.querySelector('canvas')
      box.current?.replaceChildren(canvas)
      if (before) clear(before)
    }
    draw().catch(() => clear(canvas))
    return () => stop.abort()
  }, [pages, number, scale, turn, ahead, learn])

  useEffect(() => {
    const el = box.current
    return () => el?.querySelectorAll('canvas').forEach(clear)
  }, [])

  return (
    <div
      ref={box}
      className="scan__page"
      role="img"
      aria-label={label}
      style={{ top: place.top, width: place.width, height: place.height, marginLeft: -place.width / 2 }}
    />
  )
})
