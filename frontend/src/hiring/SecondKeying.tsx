import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { ScanBeside } from '../documents/ScanBeside'
import { useCrumbs } from '../frame/crumbs'
import { useKept } from '../frame/kept'
import { go, to } from '../router'
import { enterMovesOn, ErrorSummary, FaultNotice, KeyHint, Loading, Notice, useKey, useToast, wordsOf } from '../ui'
import { Differences } from './Differences'
import { KeyedField } from './KeyedField'
import { paperKeys, vacancyKeys } from './keys'
import { Review } from './Review'

// SecondKeying asks the second person for the critical fields, blind: the
// program itself does not hold the first values here. What somebody has keyed a
// second time already is settled instead; when both agree the whole is looked over
// and finished.
export function SecondKeying({ id }: { id: string }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const say = useToast()
  const { data, error } = useQuery({
    queryKey: paperKeys.second(id),
    queryFn: () => bridge.hiring.secondKeying(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const [keyed, setKeyed] = useKept<Record<string, string[]>>(id, 'second', {})
  const [result, setResult] = useState<desktop.SecondResult | null>(null)
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const fields = data?.fields ?? []
  const differing = result ?? (data && fields.length === 0 ? { finished: false, words: '', differences: data.differences } : null)

  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [data])

  const attempt = async (work: () => Promise<desktop.SecondResult>) => {
    if (busy) return
    setBusy(true)
    try {
      const next = await work()
      setFault(null)
      if (Object.keys(keyed).length > 0) setKeyed({}) // it is in the record now
      if (!next.finished) return setResult(next)
      void client.invalidateQueries({ queryKey: paperKeys.list, exact: true })
      void client.invalidateQueries({ queryKey: vacancyKeys.all, exact: true })
      say(next.words)
      go(to('paper'))
    } catch (thrown) {
      setFault(asFault(thrown))
    } finally {
      setBusy(false)
    }
  }
  const compare = () =>
    attempt(() =>
      bridge.hiring.keySecond(
        id,
        fields.map((f) => ({ field: f.name, values: keyed[f.name] ?? [] })),
      ),
    )
  const finish = () => attempt(() => bridge.hiring.finishKeying(id))
  const agreed = differing !== null && differing.differences.length === 0
  useKey('Ctrl+Enter', () => void compare(), data !== undefined && differing === null)
  useKey('Ctrl+Enter', () => void finish(), agreed)

  useCrumbs(data ? [['Paper applications', to('paper')], [data.number]] : [])
  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the paper to verify" />
  return (
    <div className="paper">
      <div className="paper__head">
        <div className="head__line">
          <h1>
            Second keying of <span className="number">{data.number}</span>
          </h1>
        </div>
      </div>
      <ScanBeside kind="application" owner={id} heading="Scan of the paper">
        <div className="paper__form lined" ref={box} role="form" aria-label="Second keying" onKeyDown={enterMovesOn}>
          {agreed && (
            <Review
              id={id}
              heading="Review before it is finished"
              words={differing.words || 'Both keyings agree. Look the application over, then finish it.'}
              acts={
                <button type="button" className="usa-button" onClick={finish} aria-disabled={busy}>
                  Finish the application <KeyHint keys="Ctrl+Enter" />
                </button>
              }
            >
              {fault && <FaultNotice fault={fault} />}
            </Review>
          )}
          {differing && !agreed && (
            <Differences result={differing} fault={fault} busy={busy} onSettle={(chosen) => attempt(() => bridge.hiring.settleKeying(id, chosen))} />
          )}
          {!differing && (
            <section className="card stack part">
              <Notice>
                <p>
                  Take the paper that bears the number {data.number}, or its scan, and key these fields from it. What the first person keyed is not
                  shown until you have finished.
                </p>
              </Notice>
              <ErrorSummary fault={fault} labels={Object.fromEntries(fields.map((f) => [f.name, f.label]))} />
              {fields.map((f) => (
                <KeyedField
                  key={f.name}
                  field={f}
                  values={keyed[f.name] ?? []}
                  error={wordsOf(fault, f.name)}
                  onChange={(values) => setKeyed({ ...keyed, [f.name]: values })}
                />
              ))}
              <div className="row row--end">
                <button type="button" className="usa-button" data-stop onClick={compare} aria-disabled={busy}>
                  Compare with the first keying <KeyHint keys="Ctrl+Enter" />
                </button>
              </div>
            </section>
          )}
        </div>
      </ScanBeside>
    </div>
  )
}
