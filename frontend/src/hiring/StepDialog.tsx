import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { Dialog, FaultNotice, Notice } from '../ui'
import { applicantKeys, applicationKeys, stepKeys, vacancyKeys } from './keys'
import { StepFields } from './StepFields'
import { StepLines } from './StepLines'
import { doing, firstForm, people, type StepKind, stepHeadings, type Target } from './steps'

interface Props {
  kind: StepKind
  targets: Target[]
  onClose: (done: boolean) => void
}

// StepDialog takes one step on one application or on many. It asks once: the form
// first, then what would happen to whom and who is refused, then what came of each.
export function StepDialog({ kind, targets, onClose }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const [form, setForm] = useState(() => firstForm(kind, targets))
  const [looking, setLooking] = useState(false)
  const options = useQuery({ queryKey: stepKeys.options, queryFn: () => bridge.hiring.stepOptions(), staleTime: Number.POSITIVE_INFINITY })
  const look = useMutation({
    mutationFn: () =>
      bridge.hiring.previewStep(
        targets.map((t) => t.id),
        form,
      ),
    onSuccess: () => setLooking(true),
  })
  const can = (look.data ?? []).filter((r) => r.state === 'can')
  const take = useMutation({
    mutationFn: () => bridge.hiring.takeStep(can, form),
    onSettled: () => {
      for (const queryKey of [vacancyKeys.all, applicantKeys.all, applicationKeys.all]) void client.invalidateQueries({ queryKey })
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!look.isPending) look.mutate()
  }
  const fault = look.error ? asFault(look.error) : null
  const whom = targets.length === 1 ? targets[0]!.name : people(targets.length)
  const close = () => onClose(take.data !== undefined)
  if (!options.data && !options.error) return null // the lists are here in a moment; then the first field has the focus

  return (
    <Dialog heading={`${stepHeadings[kind]}: ${whom}`} onClose={close} wide={looking && targets.length > 1}>
      {options.error && <FaultNotice fault={options.error} />}
      {options.data && !looking && (
        <form className="stack" onSubmit={submit} noValidate>
          {fault && fault.fields.length === 0 && <FaultNotice fault={fault} />}
          <StepFields {...{ kind, form, targets, fault }} options={options.data} onChange={(patch) => setForm({ ...form, ...patch })} />
          <div className="row">
            <button type="submit" className="usa-button" aria-disabled={look.isPending}>
              {look.isPending ? 'Working it out…' : 'Show what it does'}
            </button>
            <span className="quiet">Nothing is changed yet.</span>
          </div>
        </form>
      )}
      {looking && take.data && <Told rows={[...take.data, ...refusedOf(look.data)]} onClose={close} />}
      {looking && !take.data && look.data && (
        <>
          <Foreseen rows={look.data} />
          {take.error && <FaultNotice fault={take.error} />}
          <div className="row">
            {can.length > 0 && (
              <button type="button" className="usa-button" onClick={() => take.mutate()} disabled={take.isPending}>
                {take.isPending ? 'Recording…' : doing(form, can.length)}
              </button>
            )}
            <button type="button" className="usa-button usa-button--outline" onClick={() => setLooking(false)} disabled={take.isPending}>
              Back to the form
            </button>
          </div>
        </>
      )}
    </Dialog>
  )
}

const refusedOf = (rows: desktop.StepRow[] | undefined) => (rows ?? []).filter((r) => r.state === 'refused')

// Foreseen says what would happen to how many, before anything is changed.
function Foreseen({ rows }: { rows: desktop.StepRow[] }) {
  const can = rows.filter((r) => r.state === 'can').length
  const refused = rows.length - can
  return (
    <>
      {can === 0 ? (
        <Notice level="bad" heading={rows.length === 1 ? 'This is refused' : 'This is refused for every one'} />
      ) : (
        refused > 0 && (
          <Notice level="warn" heading={`${people(can)} of ${rows.length.toLocaleString('en-US')} would change; ${refused.toLocaleString('en-US')} would be refused`}>
            <p>Each is recorded by itself: what is refused for one does not touch the others.</p>
          </Notice>
        )
      )}
      <StepLines rows={rows} />
    </>
  )
}

// Told says what came of each.
function Told({ rows, onClose }: { rows: desktop.StepRow[]; onClose: () => void }) {
  const count = (state: string) => rows.filter((r) => r.state === state).length
  const [done, waiting, refused] = [count('done'), count('waiting'), count('refused')]
  const parts = [
    done > 0 && `${done.toLocaleString('en-US')} recorded`,
    waiting > 0 && `${waiting.toLocaleString('en-US')} ${waiting === 1 ? 'waits' : 'wait'} for the server`,
    refused > 0 && `${refused.toLocaleString('en-US')} refused`,
  ].filter(Boolean)
  return (
    <>
      <Notice level={done + waiting === 0 ? 'bad' : refused > 0 ? 'warn' : waiting > 0 ? 'info' : 'good'} heading={parts.join(' · ')}>
        {waiting > 0 && <p>The server alone may do this. It is sent with the next sync, and comes back whole if something changed meanwhile.</p>}
        {done > 0 && <p>An application that had been rated takes part again in the next rating.</p>}
      </Notice>
      <StepLines rows={rows} />
      <div className="row">
        <button type="button" className="usa-button" onClick={onClose}>
          Done
        </button>
      </div>
    </>
  )
}
