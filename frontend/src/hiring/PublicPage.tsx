import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useBridge } from '../bridge'
import { FaultNotice, Loading } from '../ui'
import { vacancyKeys } from './keys'

interface Props {
  id: string
  savedAt: string // shows the page anew after each save
}

// PublicPage is the announcement as the public reads it: the site's own page, in a
// frame that runs no script and leads nowhere.
export function PublicPage({ id, savedAt }: Props) {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: vacancyKeys.page(id, savedAt), queryFn: () => bridge.hiring.publicPage(id), gcTime: 0 })
  const page = useMemo(() => data?.html.replace('</head>', `<style>${fonts()}</style></head>`), [data])
  if (error) return <FaultNotice fault={error} />
  if (!page) return <Loading what="the public page" />
  return <iframe className="public-page" title="The announcement as the public sees it" sandbox="allow-same-origin" srcDoc={page} />
}

// fonts is the window's own fonts, which are the site's too: the frame may load
// what the window may.
function fonts(): string {
  const faces: string[] = []
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSFontFaceRule)) continue
      faces.push(rule.cssText.replace(/url\("?([^")]+)"?\)/g, (_, file: string) => `url("${new URL(file, sheet.href ?? document.baseURI).href}")`))
    }
  }
  return faces.join('\n')
}
