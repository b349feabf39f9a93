import type { Bridge } from '../bridge'

// Size is how large a page is at 100 percent, in the screen's points, before the
// person turns it.
export interface Size {
  width: number
  height: number
}

// ScanFile is what the viewer must know of a file before it is opened.
export interface ScanFile {
  id: string
  name: string
  media: string
  state: string // "server" when it must be fetched first
}

// Pages is an open file as pages that can be drawn one by one.
export interface Pages {
  count: number
  first: Size
  check: string // what to know before believing it, in words
  size: (page: number) => Promise<Size>
  // draw paints the page into the canvas; scale is canvas points for each point
  // of the page, turn is in degrees. An aborted drawing rejects.
  draw: (page: number, canvas: HTMLCanvasElement, scale: number, turn: number, stop: AbortSignal) => Promise<void>
  // close gives back everything that was held of the file.
  close: () => void
}

// OpenPages opens a file. failed hears of a piece that cannot be read later on; an
// aborted opening rejects and holds nothing.
export type OpenPages = (bridge: Bridge, file: Pick<ScanFile, 'id' | 'media'>, stop: AbortSignal, failed: (thrown: unknown) => void) => Promise<Pages>

// clear takes the picture out of a canvas and its memory.
export function clear(canvas: HTMLCanvasElement): void {
  canvas.width = 0
  canvas.height = 0
}

// mostPoints bounds the memory of one canvas (4 bytes a point); beyond it a page is
// drawn coarser and stretched.
const mostPoints = 12_000_000

// within is the scale at which a page of the size stays under the bound.
export function within(size: Size, scale: number): number {
  const points = size.width * size.height * scale * scale
  return points > mostPoints ? scale * Math.sqrt(mostPoints / points) : scale
}
