import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useBridge } from '../bridge'
import { to } from '../router'
import { EmptyState, FaultNotice, Loading, Pieces, StatusChip, useStill } from '../ui'
import { articleKeys } from './keys'

const states: Record<string, string> = { check: 'Check before use', historical: 'Historical' }

// Knowledge is the knowledge base: every article, found as you type.
export function Knowledge() {
  const bridge = useBridge()
  const box = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const asked = useStill(text, 120)
  const { data, error } = useQuery({ queryKey: articleKeys.list(asked), queryFn: () => bridge.articles.list(asked), placeholderData: keepPreviousData })
  useEffect(() => box.current?.focus(), [])
  return (
    <div>
      <div className="head">
        <h1>Knowledge base</h1>
      </div>
      <div className="stack">
        <input
          ref={box}
          className="usa-input articles__search"
          type="search"
          aria-label="Search the knowledge base"
          placeholder="Words of a title or text"
          autoComplete="off"
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
        {error && <FaultNotice fault={error} />}
        {!data && !error && <Loading what="the articles" />}
        {data && (
          <p className="quiet" role="status">
            {data.length === 1 ? '1 article' : `${data.length} articles`}
          </p>
        )}
        {data?.length === 0 && (
          <EmptyState heading={asked ? `No article holds “${asked.trim()}”` : 'No articles yet'}>
            {asked ? 'Try fewer words, or the beginning of one.' : 'Articles appear here after the next sync with the server.'}
          </EmptyState>
        )}
        <ul className="articles">
          {data?.map((a) => (
            <li key={a.slug}>
              <a href={to('knowledge', a.slug)}>
                <Pieces pieces={a.title} />
              </a>
              {states[a.state] && <StatusChip state="soon">{states[a.state]}</StatusChip>}
              <span className="quiet articles__more">{[a.category, a.agency, a.asOf && `as of ${a.asOf}`].filter(Boolean).join(' · ')}</span>
              {a.where.length > 0 && (
                <p className="quiet articles__where">
                  <Pieces pieces={a.where} />
                </p>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
