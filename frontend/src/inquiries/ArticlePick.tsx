import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { to } from '../router'
import { ArticleText, Dialog, FaultNotice, Loading, Pieces, useStill } from '../ui'
import { inquiryKeys } from './keys'

interface Props {
  about: string // what is written so far: articles that may answer it are offered
  used: desktop.ArticleUse[]
  onUse: (article: desktop.ArticleUse) => void
  onDrop?: (slug: string) => void
}

// ArticlePick offers articles while a person writes, finds others by words, lets
// each be read in a window over the form, and attaches the version that was read.
export function ArticlePick({ about, used, onUse, onDrop }: Props) {
  const bridge = useBridge()
  const [text, setText] = useState('')
  const [reading, setReading] = useState('')
  const asked = useStill(text.trim())
  const written = useStill(about.trim(), 500)
  const offered = useQuery({
    queryKey: inquiryKeys.articles(asked, written),
    queryFn: () => (asked ? bridge.articles.list(asked) : bridge.articles.suggest(written)),
    placeholderData: keepPreviousData,
  })
  const rows = (offered.data ?? []).filter((a) => !used.some((u) => u.slug === a.slug)).slice(0, asked ? 8 : 4)
  return (
    <section className="card" aria-label="Articles">
      <h2>Articles</h2>
      {used.length > 0 && (
        <ul className="callers articles--used">
          {used.map((u) => (
            <li key={u.slug} className="spread">
              <button type="button" className="usa-button usa-button--unstyled" onClick={() => setReading(u.slug)}>
                ✓ {u.title}
              </button>
              {onDrop && (
                <button type="button" className="usa-button usa-button--unstyled" onClick={() => onDrop(u.slug)} aria-label={`Leave out ${u.title}`}>
                  Leave out
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <input
        className="usa-input"
        type="text"
        aria-label="Search the knowledge base"
        placeholder="Words of an article"
        autoComplete="off"
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {offered.error && <FaultNotice fault={offered.error} />}
      {rows.length === 0 && (asked !== '' || used.length === 0) && (
        <p className="quiet callers__none">{asked ? `No article holds “${asked}”.` : 'Articles that may answer are offered as the description is written.'}</p>
      )}
      <ul className="callers articles--offered">
        {rows.map((a) => (
          <li key={a.slug} className="spread">
            <button type="button" className="usa-button usa-button--unstyled" onClick={() => setReading(a.slug)}>
              <Pieces pieces={a.title} />
            </button>
            <button
              type="button"
              className="usa-button usa-button--unstyled"
              aria-label={`Attach ${a.title.map((p) => p.text).join('')}`}
              onClick={() => onUse({ slug: a.slug, version: a.version, title: a.title.map((p) => p.text).join('') })}
            >
              Attach
            </button>
          </li>
        ))}
      </ul>
      {reading && (
        <Reader
          slug={reading}
          version={used.find((u) => u.slug === reading)?.version ?? ''}
          attached={used.some((u) => u.slug === reading)}
          onUse={(a) => {
            onUse({ slug: a.slug, version: a.version, title: a.title })
            setReading('')
          }}
          onClose={() => setReading('')}
        />
      )}
    </section>
  )
}

interface ReaderProps {
  slug: string
  version: string
  attached: boolean
  onUse: (article: desktop.ArticleView) => void
  onClose: () => void
}

function Reader({ slug, version, attached, onUse, onClose }: ReaderProps) {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: inquiryKeys.article(slug, version), queryFn: () => bridge.articles.open(slug, version) })
  return (
    <Dialog heading={data?.title ?? 'Article'} onClose={onClose} wide>
      {error && <FaultNotice fault={error} />}
      {!data && !error && <Loading what="the article" />}
      {data && (
        <>
          <ArticleText article={data} />
          <div className="row">
            {!attached && (
              <button type="button" className="usa-button" onClick={() => onUse(data)}>
                Attach this article
              </button>
            )}
            <a href={to('knowledge', slug)}>Open in the knowledge base</a>
          </div>
        </>
      )}
    </Dialog>
  )
}
