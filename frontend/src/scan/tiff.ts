import { fromBase64 } from '../bridge'
import { clear, type OpenPages, type Size } from './pages'
import { paint } from './picture'

interface Held {
  size: Size
  picture: ImageBitmap
}

// How many pages stay decoded: as many as are drawn at once.
const mostHeld = 4

// openTIFF opens a TIFF picture. The program decodes one page at a time and gives it
// as a picture that a canvas takes; the last ones are held for turning and zooming.
export const openTIFF: OpenPages = async (bridge, file, stop, failed) => {
  const opened = await bridge.documents.open(file.id)
  const held = new Map<number, Promise<Held>>()
  let count = 0
  const forget = (page: number) => {
    const one = held.get(page)
    held.delete(page)
    one?.then(({ picture }) => picture.close()).catch(() => {})
  }
  const close = () => {
    for (const page of held.keys()) forget(page)
    void bridge.documents.shut(file.id).catch(() => {})
  }
  const load = async (page: number): Promise<Held> => {
    const p = await bridge.documents.page(file.id, page - 1)
    count = p.count
    return { size: { width: p.width, height: p.height }, picture: await createImageBitmap(new Blob([fromBase64(p.content)], { type: p.media })) }
  }
  const at = (page: number): Promise<Held> => {
    const known = held.get(page)
    const one = known ?? load(page)
    held.delete(page)
    held.set(page, one) // the newest at the end
    for (const old of held.keys()) if (held.size > mostHeld) forget(old)
    if (!known)
      one.catch((thrown: unknown) => {
        held.delete(page)
        if (count > 0) failed(thrown) // else the opening says so
      })
    return one
  }
  let first: Size
  try {
    first = (await at(1)).size
    stop.throwIfAborted()
  } catch (thrown) {
    close()
    throw thrown
  }
  return {
    count,
    first,
    check: opened.check,
    size: async (page) => (await at(page)).size,
    async draw(page, canvas, wanted, turn, signal) {
      signal.throwIfAborted()
      const one = await at(page)
      signal.throwIfAborted()
      paint(one.picture, one.size, canvas, wanted, turn)
      if (signal.aborted) clear(canvas)
    },
    close,
  }
}
