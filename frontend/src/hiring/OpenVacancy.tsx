import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { go, to } from '../router'
import { dayWords, Dialog, Notice } from '../ui'
import { Gaps } from './Gaps'
import { vacancyKeys } from './keys'

interface Props {
  draft: desktop.VacancyDraft
  onGo: (section: string, field: string) => void
  onClose: () => void
}

// OpenVacancy opens a draft to the public, or says what keeps it from that.
export function OpenVacancy({ draft, onGo, onClose }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [fault, setFault] = useState<Fault | null>(null)
  const [done, setDone] = useState<desktop.Outcome | null>(null)
  const [busy, setBusy] = useState(false)
  const { form } = draft
  const stops = draft.gaps.filter((g) => g.stops)
  const unread = draft.problems.length + draft.clashes.length
  const submit = async () => {
    setBusy(true)
    try {
      setDone(await bridge.hiring.openVacancy(form.id))
      setFault(null)
      void client.invalidateQueries({ queryKey: vacancyKeys.all })
    } catch (thrown) {
      setFault(asFault(thrown))
    } finally {
      setBusy(false)
    }
  }
  const leave = (field: string, section: string) => {
    onClose()
    onGo(section, field)
  }
  if (done) {
    return (
      <Dialog heading="Open the vacancy" onClose={() => go(to('hiring', form.id))}>
        <Notice level={done.waiting ? 'info' : 'good'}>
          <p>{done.words}</p>
        </Notice>
        <div className="row">
          <button type="button" className="usa-button" onClick={() => go(to('hiring', form.id))}>
            Done
          </button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog heading="Open the vacancy" onClose={onClose} wide>
      {stops.length > 0 ? (
        <>
          <p>
            {stops.length === 1 ? 'One thing is missing' : `${stops.length} things are missing`} before the vacancy can open. Your draft is kept.
          </p>
          <Gaps gaps={stops} onGo={leave} />
        </>
      ) : (
        <>
          <p>
            {form.announcement}, {form.title}: from {dayWords(form.opens)} on the public reads the announcement and can apply, until{' '}
            {dayWords(form.closes)}, 11:59 pm Eastern time.
          </p>
          <p>From then on it is changed only by an amendment with its reason.</p>
          {unread > 0 && (
            <Notice level="warn">
              <p>What is marked at its field is not stored yet. The vacancy opens without it.</p>
            </Notice>
          )}
          <Gaps gaps={draft.gaps} onGo={leave} />
        </>
      )}
      {fault && (
        <Notice level="bad" heading={fault.words}>
          {fault.fields.length > 1 && (
            <ul>
              {fault.fields.map((f) => (
                <li key={f.name + f.words}>{f.words}</li>
              ))}
            </ul>
          )}
          {fault.rule && <p className="notice__rule">Rule: {fault.rule}</p>}
        </Notice>
      )}
      <div className="row">
        {stops.length === 0 && (
          <button type="button" className="usa-button" onClick={submit} aria-disabled={busy}>
            Open the vacancy
          </button>
        )}
        <button type="button" className="usa-button usa-button--outline" onClick={onClose}>
          {stops.length > 0 ? 'Go on writing' : 'Cancel'}
        </button>
      </div>
    </Dialog>
  )
}
