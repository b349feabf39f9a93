import { Fault, fromBase64 } from '../bridge'
import { clear, type OpenPages, type Size, within } from './pages'

// openPicture opens a JPEG or PNG as one page. The picture never has an address:
// it goes from its bytes into a canvas.
export const openPicture: OpenPages = async (bridge, file, stop) => {
  const opened = await bridge.documents.open(file.id)
  const bytes = new Uint8Array(opened.size)
  for (let at = 0; at < opened.size; at += opened.piece) {
    // oxlint-disable-next-line no-await-in-loop -- the program reads one piece at a time
    bytes.set(fromBase64(await bridge.documents.read(file.id, at, opened.piece)), at)
    stop.throwIfAborted()
  }
  void bridge.documents.shut(file.id).catch(() => {})
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(new Blob([bytes], { type: opened.media }))
  } catch {
    throw new Fault('damaged', 'The picture cannot be shown: its content is damaged or not what its kind says. Save a copy to look at it with another program.')
  }
  if (stop.aborted) {
    picture.close()
    throw stop.reason
  }
  const size = { width: picture.width, height: picture.height }
  return {
    count: 1,
    first: size,
    check: opened.check,
    size: async () => size,
    async draw(_page, canvas, wanted, turn, signal) {
      signal.throwIfAborted()
      paint(picture, size, canvas, wanted, turn)
      if (signal.aborted) clear(canvas)
    },
    close: () => picture.close(),
  }
}

// paint draws a picture into the canvas, stretched to the size that it has on paper.
export function paint(picture: ImageBitmap, size: Size, canvas: HTMLCanvasElement, wanted: number, turn: number): void {
  const scale = within(size, wanted)
  const across = turn % 180 !== 0
  canvas.width = Math.max(1, Math.round((across ? size.height : size.width) * scale))
  canvas.height = Math.max(1, Math.round((across ? size.width : size.height) * scale))
  const context = canvas.getContext('2d', { alpha: false })
  if (!context) throw new TypeError('no canvas')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = 'high'
  context.translate(canvas.width / 2, canvas.height / 2)
  context.rotate((turn * Math.PI) / 180)
  context.scale(scale, scale)
  context.drawImage(picture, -size.width / 2, -size.height / 2, size.width, size.height)
}
