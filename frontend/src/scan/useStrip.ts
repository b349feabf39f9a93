import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Pages, Size } from './pages'
import { gap, layout, near, pageAt, type Place, type View } from './view'

interface Strip {
  pane: RefObject<HTMLElement | null>
  places: Place[]
  height: number // of the strip: the last page can be scrolled to the top
  bottom: number // of what is in sight
  shown: number[] // the pages that are drawn now
  page: number // the one that a person looks at
  learn: (page: number, size: Size) => void
  scrolled: () => void
  goTo: (page: number) => void
  pan: (across: number, down: number) => void
}

interface At {
  page: number
  part: number | null // null: at its top, with the space above it
}

function topOf(places: Place[], { page, part }: At): number {
  const place = places[page - 1]
  if (!place) return 0
  return part === null ? place.top - gap : place.top + part * place.height
}

// useStrip lays the pages under each other in the pane and knows which of them are
// in sight. What is at the top of the pane stays there when pages become larger or
// smaller.
export function useStrip(pages: Pages, view: View, onPage: (page: number) => void): Strip {
  const pane = useRef<HTMLElement>(null)
  const [room, setRoom] = useState<Size>({ width: 0, height: 0 })
  const [sizes, setSizes] = useState<ReadonlyMap<number, Size>>(new Map())
  // Where the top of the pane is: so much of the page's height below its top. It
  // means the same when the pages change their sizes.
  const [at, setAt] = useState<At>({ page: view.page, part: null })
  const { zoom, turn } = view
  const places = useMemo(() => layout(pages.count, pages.first, sizes, { zoom, turn }, room), [pages, sizes, zoom, turn, room])
  const from = topOf(places, at)
  const page = room.width > 0 ? pageAt(places, from, room.height) : view.page
  const shown = room.width > 0 ? near(places, from, room.height) : [view.page]

  useLayoutEffect(() => {
    const el = pane.current
    if (!el) return
    const measure = () =>
      setRoom((old) => (old.width === el.clientWidth && old.height === el.clientHeight ? old : { width: el.clientWidth, height: el.clientHeight }))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(el)
    return () => observer.disconnect()
  }, [])

  const wanted = useRef(from)
  useLayoutEffect(() => {
    wanted.current = from
  })
  useLayoutEffect(() => {
    if (pane.current && room.width > 0) pane.current.scrollTop = wanted.current
  }, [places, room])

  const told = useRef(onPage)
  useEffect(() => {
    told.current = onPage
  })
  const measured = room.width > 0
  useEffect(() => {
    if (measured) told.current(page)
  }, [page, measured])

  const scrolled = () => {
    const el = pane.current
    if (!el || room.width === 0) return
    const page = pageAt(places, el.scrollTop, el.clientHeight)
    const place = places[page - 1]
    if (place) setAt({ page, part: (el.scrollTop - place.top) / Math.max(1, place.height) })
  }
  const goTo = (to: number) => {
    const place = places[to - 1]
    if (!pane.current || !place) return
    pane.current.scrollTop = place.top - gap
    scrolled()
  }
  const pan = (across: number, down: number) => {
    const el = pane.current
    if (!el) return
    el.scrollTop += down * el.clientHeight
    el.scrollLeft += across * el.clientWidth
    scrolled()
  }
  const learn = useCallback((number: number, size: Size) => {
    setSizes((old) => {
      const known = old.get(number)
      return known?.width === size.width && known.height === size.height ? old : new Map(old).set(number, size)
    })
  }, [])
  const last = places.at(-1)
  const height = last ? last.top + Math.max(last.height + gap, room.height - gap) : 0
  return { pane, places, height, bottom: from + room.height, shown, page, learn, scrolled, goTo, pan }
}
