import type { desktop } from '../bridge'
import { timeWords } from './dates'
import { Notice } from './Notice'
import { Prose } from './Prose'

const warnings: Record<string, string> = {
  check: 'The law behind this article may have changed. Check it before you rely on it.',
  historical: 'This article tells how it was. Do not give it to customers as present law.',
}

// ArticleText is an article as it is read, with what a reader should know of its
// state and version.
export function ArticleText({ article }: { article: desktop.ArticleView }) {
  const warning = warnings[article.state]
  return (
    <>
      {warning && (
        <Notice level="warn">
          <p>{warning}</p>
        </Notice>
      )}
      {!article.newest && (
        <Notice level="info" heading="An earlier version">
          <p>This is the text as it was in version {article.version}. A newer one has taken its place.</p>
        </Notice>
      )}
      <Prose html={article.html} />
    </>
  )
}

// editionWords names an earlier version: "90ab12cd34ef, since Feb 1".
export const editionWords = (e: desktop.EditionView) => `${e.version}, since ${timeWords(e.since)}`
