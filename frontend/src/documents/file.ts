import { type Bridge, type desktop, Fault, fromBase64 } from '../bridge'

// sizeWords is a size as people read it: "812 KB", "2.4 MB".
export function sizeWords(bytes: number): string {
  if (bytes >= 1 << 20) return `${(bytes / (1 << 20)).toFixed(1)} MB`
  return `${Math.max(1, Math.round(bytes / 1024))} KB`
}

// base64 reads a piece of a file from the page's side.
function base64(piece: Blob): Promise<string> {
  return new Promise((good, bad) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => good(String(reader.result).replace(/^[^,]*,/, '')))
    reader.addEventListener('error', () => bad(new Fault('invalid', 'The file cannot be read. Is it open in another program, or gone?')))
    reader.readAsDataURL(piece)
  })
}

// send hands a file from the page to the program, piece by piece, and attaches
// it.
export async function send(bridge: Bridge, kind: string, owner: string, file: File, piece: number): Promise<desktop.DocumentList> {
  const id = await bridge.documents.begin(kind, owner, file.name)
  for (let at = 0; at < file.size; at += piece) {
    await bridge.documents.piece(id, await base64(file.slice(at, at + piece)))
  }
  return bridge.documents.end(id)
}

// content reads the whole of an opened file.
export async function content(bridge: Bridge, opened: desktop.DocumentView): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(opened.size)
  for (let at = 0; at < opened.size; at += opened.piece) {
    all.set(fromBase64(await bridge.documents.read(opened.id, at, opened.piece)), at)
  }
  return all
}
