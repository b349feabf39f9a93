import type { OpenPages } from './pages'

const kinds: Record<string, () => Promise<OpenPages>> = {
  'application/pdf': async () => (await import('./pdf')).openPDF,
  'image/jpeg': async () => (await import('./picture')).openPicture,
  'image/png': async () => (await import('./picture')).openPicture,
  'image/tiff': async () => (await import('./tiff')).openTIFF,
}

// canShow says whether the viewer can show files of the media type.
export const canShow = (media: string): boolean => media in kinds

// openPages opens a file of any kind that can be shown. What a kind needs is
// loaded when the first such file is opened.
export const openPages: OpenPages = async (bridge, file, stop, failed) => {
  const kind = kinds[file.media]
  if (!kind) throw new TypeError(`no viewer for ${file.media}`)
  const open = await kind()
  stop.throwIfAborted()
  return open(bridge, file, stop, failed)
}
