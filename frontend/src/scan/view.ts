import type { Size } from './pages'

// View is how a person looks at a file: it is kept while the form is open.
export interface View {
  zoom: number | 'width' | 'page' // a factor, or as large as the pane allows
  turn: number // degrees, clockwise
  page: number
}

export const firstView: View = { zoom: 'width', turn: 0, page: 1 }

const steps = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4]

// zoomed is the next larger or smaller step from what is shown now.
export function zoomed(now: number, larger: boolean): number {
  if (larger) return steps.find((s) => s > now * 1.02) ?? steps.at(-1)!
  return steps.findLast((s) => s < now * 0.98) ?? steps[0]!
}

// turned is the size of a page after turning.
export function turned(size: Size, turn: number): Size {
  return turn % 180 === 0 ? size : { width: size.height, height: size.width }
}

// gap is the space around pages.
export const gap = 8

// Place is where a page lies in the strip of all pages.
export interface Place {
  top: number
  width: number
  height: number
  scale: number
}

// layout places all pages under each other. sizes holds those that are known;
// the others count as large as the first.
export function layout(count: number, first: Size, sizes: ReadonlyMap<number, Size>, view: Pick<View, 'zoom' | 'turn'>, pane: Size): Place[] {
  const places: Place[] = []
  let top = gap
  for (let page = 1; page <= count; page++) {
    const size = turned(sizes.get(page) ?? first, view.turn)
    const scale = scaleOf(size, view.zoom, pane)
    const height = Math.round(size.height * scale)
    places.push({ top, width: Math.round(size.width * scale), height, scale })
    top += height + gap
  }
  return places
}

function scaleOf(size: Size, zoom: View['zoom'], pane: Size): number {
  if (typeof zoom === 'number') return zoom
  const across = Math.max(40, pane.width - 2 * gap) / size.width
  return zoom === 'width' ? across : Math.min(across, Math.max(40, pane.height - 2 * gap) / size.height)
}

// most is how many pages are drawn at once.
export const most = 4

// near lists the pages that lie in sight, and the next one when there is room for
// its canvas.
export function near(places: Place[], top: number, height: number): number[] {
  const start = Math.max(
    0,
    places.findIndex((p) => p.top + p.height > top),
  )
  let end = start
  while (end + 1 < places.length && places[end + 1]!.top < top + height) end++
  if (end + 1 < places.length && places[end]!.height < height * 2) end++
  return Array.from({ length: Math.min(most, end - start + 1) }, (_, i) => start + i + 1)
}

// pageAt is the page that a person looks at: the first of which a good part is in
// sight.
export function pageAt(places: Place[], top: number, height: number): number {
  const at = places.findIndex((p) => p.top + p.height > top + Math.min(height, p.height) / 3)
  return at < 0 ? places.length : at + 1
}
