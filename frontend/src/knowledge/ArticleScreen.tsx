import { useQuery } from '@tanstack/react-query'
import { useBridge } from '../bridge'
import { useCrumbs } from '../frame/crumbs'
import { to } from '../router'
import { ArticleText, editionWords, Facts, FaultNotice, Loading } from '../ui'
import { articleKeys } from './keys'

// ArticleScreen shows one article, in the present version or in the one that an
// inquiry's customer was given.
export function ArticleScreen({ slug, version = '' }: { slug: string; version?: string }) {
  const bridge = useBridge()
  const { data, error } = useQuery({ queryKey: articleKeys.one(slug, version), queryFn: () => bridge.articles.open(slug, version) })
  useCrumbs(data ? [['Knowledge base', to('knowledge')], [data.title]] : [])
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the article" />
  return (
    <div>
      <div className="head">
        <h1>{data.title}</h1>
      </div>
      <div className="split">
        <article className="card stack">
          <ArticleText article={data} />
        </article>
        <aside className="stack" aria-label="About this article">
          <section className="card">
            <h2>About this article</h2>
            <Facts facts={[...data.facts, { label: 'Version', value: data.version }]} />
          </section>
          {(data.earlier.length > 0 || !data.newest) && (
            <section className="card">
              <h2>Other versions</h2>
              <ul className="callers">
                {!data.newest && (
                  <li>
                    <a href={to('knowledge', slug)}>The present version</a>
                  </li>
                )}
                {data.earlier
                  .filter((e) => e.version !== data.version)
                  .map((e) => (
                    <li key={e.version}>
                      <a href={to('knowledge', slug, e.version)}>{editionWords(e)}</a>
                    </li>
                  ))}
              </ul>
            </section>
          )}
        </aside>
      </div>
    </div>
  )
}
