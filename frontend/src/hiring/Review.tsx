import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { useBridge } from '../bridge'
import { Facts, FaultNotice, Loading } from '../ui'
import { paperKeys } from './keys'

interface Props {
  id: string
  heading: string
  words: string
  children?: ReactNode // what still needs attention
  acts: ReactNode
}

// Review shows the whole application as it is stored, to be compared with the
// paper before it goes on.
export function Review({ id, heading, words, children, acts }: Props) {
  const bridge = useBridge()
  const top = useRef<HTMLHeadingElement>(null)
  const { data, error } = useQuery({
    queryKey: paperKeys.review(id),
    queryFn: () => bridge.hiring.application(id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
  })
  useEffect(() => top.current?.focus(), [])
  return (
    <section className="review stack" aria-label={heading}>
      <h2 ref={top} tabIndex={-1}>
        {heading}
      </h2>
      <p className="quiet">{words}</p>
      {children}
      {error && <FaultNotice fault={error} />}
      {!data && !error && <Loading what="the application" />}
      {data && (
        <section className="card">
          <h3>{data.row.name || 'No name yet'}</h3>
          {data.ssn && <p className="number">Social Security number {data.ssn}</p>}
          {data.groups.map((g) => (
            <div key={g.heading} className="review__group">
              <h4>{g.heading}</h4>
              <Facts facts={g.facts} />
            </div>
          ))}
        </section>
      )}
      <div className="row row--end">{acts}</div>
    </section>
  )
}
