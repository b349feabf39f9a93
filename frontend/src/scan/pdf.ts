import { getDocument, PDFDataRangeTransport, type PDFDocumentProxy, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs'
// oxlint-disable-next-line import/default -- Vite makes the worker of it
import Worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker'
import { type Bridge, Fault, fromBase64 } from '../bridge'
import { type OpenPages, type Pages, type Size, within } from './pages'

// Screens have 96 points an inch, PDF files 72.
const points = 96 / 72

// pdf.js looks at every page's few bytes to find the last one; small steps keep it
// from reading the pictures between them.
const step = 32 << 10

// Ranges gives pdf.js the parts of the file that it asks for, in pieces, so that a
// long scan is not read as a whole.
class Ranges extends PDFDataRangeTransport {
  #stopped = false
  constructor(
    length: number,
    private readonly read: (at: number, length: number) => Promise<Uint8Array<ArrayBuffer>>,
    private readonly piece: number,
    private readonly failed: (thrown: unknown) => void,
  ) {
    super(length, null)
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#give(begin, end).catch((thrown: unknown) => {
      if (!this.#stopped) this.failed(thrown)
    })
  }

  override abort(): void {
    this.#stopped = true
  }

  async #give(begin: number, end: number): Promise<void> {
    const bytes = new Uint8Array(end - begin)
    for (let at = begin; at < end; at += this.piece) {
      // oxlint-disable-next-line no-await-in-loop -- the program reads one piece at a time
      const piece = await this.read(at, Math.min(this.piece, end - at))
      if (this.#stopped) return
      bytes.set(piece, at - begin)
    }
    this.onDataRange(begin, bytes)
  }
}

// openPDF opens a PDF with pdf.js. It runs no script of the file, asks nothing of
// the network and needs no eval.
export const openPDF: OpenPages = async (bridge, file, stop, failed) => {
  const opened = await bridge.documents.open(file.id)
  stop.throwIfAborted()
  const thread = new Worker()
  const worker = PDFWorker.create({ port: thread })
  const read = async (at: number, length: number) => fromBase64(await bridge.documents.read(file.id, at, length))
  let broke: unknown
  const task = getDocument({
    range: new Ranges(opened.size, read, opened.piece, (thrown) => {
      broke = thrown
      failed(thrown)
      end()
    }),
    rangeChunkSize: step,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    useWasm: false,
    enableXfa: false,
    stopAtErrors: false,
    // Of pdf.js' own parts those that a page may need: see vite.config.ts.
    wasmUrl: new URL('pdf/', document.baseURI).href,
    standardFontDataUrl: new URL('pdf/', document.baseURI).href,
    verbosity: 0,
    worker,
  })
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    void task.destroy().catch(() => {})
    worker.destroy()
    thread.terminate()
    shut(bridge, file.id)
  }
  stop.addEventListener('abort', end, { once: true })
  try {
    const pdf = await task.promise
    const first = await sizeOf(pdf, 1)
    stop.throwIfAborted()
    return pagesOf(pdf, first, opened.check, end)
  } catch (thrown) {
    end()
    stop.throwIfAborted()
    throw broke ?? inWords(thrown)
  }
}

function shut(bridge: Bridge, id: string): void {
  void bridge.documents.shut(id).catch(() => {})
}

function pagesOf(pdf: PDFDocumentProxy, first: Size, check: string, close: () => void): Pages {
  return {
    count: pdf.numPages,
    first,
    check,
    size: (page) => sizeOf(pdf, page),
    async draw(number, canvas, scale, turn, stop) {
      const page = await pdf.getPage(number)
      stop.throwIfAborted()
      const rotation = (page.rotate + turn) % 360
      const plain = page.getViewport({ scale: points, rotation })
      const viewport = page.getViewport({ scale: points * within(plain, scale), rotation })
      canvas.width = Math.max(1, Math.round(viewport.width))
      canvas.height = Math.max(1, Math.round(viewport.height))
      const task = page.render({ canvas, viewport, background: '#fff' })
      const cancel = () => task.cancel()
      stop.addEventListener('abort', cancel, { once: true })
      try {
        await task.promise
      } finally {
        stop.removeEventListener('abort', cancel)
        page.cleanup()
      }
    },
    close,
  }
}

async function sizeOf(pdf: PDFDocumentProxy, number: number): Promise<Size> {
  const { width, height } = (await pdf.getPage(number)).getViewport({ scale: points })
  return { width, height }
}

function inWords(thrown: unknown): Fault {
  if (thrown instanceof Error && thrown.name === 'PasswordException') {
    return new Fault('refused', 'This PDF needs a password and cannot be shown here. Save a copy and open it with another program.')
  }
  return new Fault('damaged', 'This PDF cannot be shown: its structure has faults. Save a copy to look at it with another program.')
}
