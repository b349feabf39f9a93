import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { go, to } from '../router'
import { enterMovesOn, ErrorSummary, FaultNotice, Loading, Notice, useKey, useToast, wordsOf } from '../ui'
import { Differences } from './Differences'
import { KeyedField } from './KeyedField'
import { paperKeys, vacancyKeys } from './keys'

// SecondKeying asks the second person for the critical fields, blind: the
// program itself does not hold the first values here. What somebody has keyed a
// second time already is settled instead.
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
  const [keyed, setKeyed] = useState<Record<string, string[]>>({})
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
  useKey('Ctrl+Enter', () => void compare(), differing === null)

  if (error) return <FaultNotice fault={error} />
  if (!data) return <Loading what="the paper to verify" />
  return (
    <div>
      <div className="head">
        <p className="crumb">
          <a href={to('paper')}>Paper applications</a>
        </p>
        <div className="head__line">
          <h1>
            Second keying of <span className="number">{data.number}</span>
          </h1>
        </div>
        <p className="quiet" style={{ margin: 0 }}>
          {data.announcement} · {data.title}
        </p>
      </div>
      {differing ? (
        <Differences result={differing} fault={fault} busy={busy} onSettle={(chosen) => attempt(() => bridge.hiring.settleKeying(id, chosen))} />
      ) : (
        <div className="card lined stack part second" ref={box} role="form" aria-label="Second keying" onKeyDown={enterMovesOn}>
          <Notice>
            <p>
              Take the paper that bears the number {data.number} and key these fields from it. What the first person keyed is not shown until you have
              finished.
            </p>
          </Notice>
          <ErrorSummary fault={fault} labels={Object.fromEntries(fields.map((f) => [f.name, f.label]))} />
          {fields.map((f) => (
            <KeyedField
              key={f.name}
              field={f}
              values={keyed[f.name] ?? []}
              error={wordsOf(fault, f.name)}
              onChange={(values) => setKeyed((all) => ({ ...all, [f.name]: values }))}
            />
          ))}
          <div className="row row--end">
            <button type="button" className="usa-button" data-stop onClick={compare} aria-disabled={busy}>
              Compare with the first keying <kbd>Ctrl</kbd>
              <kbd>Enter</kbd>
            </button>
          </div>
        </div>
      )}
    </div>
  )
}
