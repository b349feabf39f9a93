import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { useKept } from '../frame/kept'
import { FaultNotice, RadioKeys, SelectField, TextArea, wordsOf } from '../ui'
import { inquiryKeys } from './keys'
import { useMove } from './useMove'

type Act = 'note' | 'answer' | 'wait' | 'close' | 'reopen'

const kept = 'It is never public and never changed afterwards'
const words: Record<Act, { act: string; text: string; hint: string; button: string }> = {
  note: { act: 'Add a note', text: 'Note', hint: 'Notes are never public and never changed afterwards', button: 'Save the note' },
  answer: { act: 'Answer', text: 'Answer given', hint: kept, button: 'Record the answer' },
  wait: { act: 'Wait for the customer', text: 'What the customer is to do', hint: kept, button: 'Mark as waiting' },
  close: { act: 'Close', text: 'Remark', hint: kept, button: 'Close the inquiry' },
  reopen: { act: 'Reopen', text: 'Why it is taken up again', hint: 'The service standard counts anew from today', button: 'Reopen the inquiry' },
}

const noteKinds = [
  { code: 'comment', label: 'Comment' },
  { code: 'research', label: 'Research note' },
  { code: 'contact', label: 'Contact attempt' },
]

// Work is what may be done with an inquiry now: a note, an answer, waiting for the
// customer, closing, taking it up again. What is typed outlives a lock.
export function Work({ inquiry }: { inquiry: desktop.InquiryView }) {
  const bridge = useBridge()
  const [act, setAct] = useState<Act>('note')
  const [kind, setKind] = useState('comment')
  const [reason, setReason] = useState('')
  const [call, setCall] = useState<string[]>([])
  const [text, setText] = useKept(inquiry.row.id, 'work', '')
  const options = useQuery({ queryKey: inquiryKeys.options, queryFn: () => bridge.inquiries.options(), staleTime: Number.POSITIVE_INFINITY })
  const { id } = inquiry.row
  const steps: Record<Act, () => Promise<desktop.InquiryView>> = {
    note: () => bridge.inquiries.addNote(id, kind, text),
    answer: () => bridge.inquiries.answer(id, text),
    wait: () => bridge.inquiries.wait(id, call.length > 0, text),
    close: () => bridge.inquiries.close(id, reason, text),
    reopen: () => bridge.inquiries.reopen(id, text),
  }
  const work = useMove(
    id,
    () => steps[act](),
    () => {
      setText('')
      setAct('note')
    },
  )
  const fault = work.error ? asFault(work.error) : null
  const may: Record<Act, boolean> = {
    note: inquiry.mayWork,
    answer: inquiry.mayAnswer,
    wait: inquiry.mayWait,
    close: inquiry.mayClose,
    reopen: inquiry.mayReopen,
  }
  const acts = (Object.keys(words) as Act[]).filter((key) => may[key])
  if (acts.length === 0) return null
  return (
    <section className="card stack" aria-label="Work on this inquiry">
      <div className="row" role="group" aria-label="What to do">
        {acts.map((key) => (
          <button
            key={key}
            type="button"
            className={`usa-button ${act === key ? '' : 'usa-button--outline'}`}
            aria-pressed={act === key}
            onClick={() => {
              setAct(key)
              work.reset()
            }}
          >
            {words[key].act}
          </button>
        ))}
      </div>
      {fault && fault.fields.length === 0 && <FaultNotice fault={fault} />}
      {act === 'note' && <SelectField label="Kind" name="kind" size="middle" value={kind} onChange={setKind} options={noteKinds} />}
      {act === 'close' && (
        <SelectField
          label="Reason"
          name="reason"
          size="middle"
          value={reason}
          onChange={setReason}
          options={options.data?.closings ?? []}
          error={wordsOf(fault, 'reason')}
        />
      )}
      <TextArea
        label={words[act].text}
        name="text"
        rows={4}
        value={text}
        onChange={setText}
        error={wordsOf(fault, 'text') ?? (act === 'reopen' ? wordsOf(fault, 'reason') : undefined)}
        hint={words[act].hint}
      />
      {act === 'wait' && (
        <RadioKeys
          label="On the public status page"
          name="pleaseCall"
          many
          options={[{ code: 'call', label: 'Ask the customer to call' }]}
          value={call}
          onChange={setCall}
        />
      )}
      <div className="row">
        <button type="button" className="usa-button" onClick={() => work.mutate()} disabled={work.isPending}>
          {words[act].button}
        </button>
      </div>
    </section>
  )
}
