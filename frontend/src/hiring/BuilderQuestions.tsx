import { useState } from 'react'
import { asFault, type desktop, useBridge } from '../bridge'
import { useSetSaved } from '../frame/saved'
import { EmptyState, Field, Notice, StatusChip } from '../ui'
import type { SectionProps } from './BuilderFields'
import { LibraryDrawer } from './LibraryDrawer'
import { NewQuestion } from './NewQuestion'

// BuilderQuestions is the questions of a draft: chosen from the library or written
// anew, put in order, weighed. Each change is saved at once.
export function BuilderQuestions({ writer, options }: SectionProps) {
  const bridge = useBridge()
  const setSaved = useSetSaved()
  const [shown, setShown] = useState<'library' | 'new' | ''>('')
  const [wrong, setWrong] = useState('')
  const [weights, setWeights] = useState<Record<string, string>>({})
  const questions = writer.draft.chosen
  const had = questions.map(chosenOf)

  const store = async (chosen: desktop.ChosenQuestion[]) => {
    setSaved({ state: 'saving' })
    try {
      const draft = await bridge.hiring.chooseQuestions(writer.form.id, chosen)
      writer.take(draft)
      setWrong('')
      setSaved({ state: 'saved', at: draft.savedAt })
      return true
    } catch (thrown) {
      const { words } = asFault(thrown)
      setWrong(words)
      setSaved({ state: 'failed', words })
      return false
    }
  }
  const move = (from: number, to: number) => {
    const next = [...had]
    next.splice(to, 0, ...next.splice(from, 1))
    void store(next)
  }
  const change = (at: number, patch: Partial<desktop.ChosenQuestion>) => void store(had.map((q, i) => (i === at ? { ...q, ...patch } : q)))

  if (!writer.form.id) {
    return <EmptyState heading="No questions yet">Write the title first: questions belong to a draft that is saved.</EmptyState>
  }
  return (
    <div className="stack" data-field="questions">
      {wrong && (
        <Notice level="bad">
          <p>{wrong}</p>
        </Notice>
      )}
      <div className="row">
        <button type="button" className="usa-button" onClick={() => setShown('library')}>
          Choose from the library…
        </button>
        <button type="button" className="usa-button usa-button--outline" onClick={() => setShown('new')}>
          Write a question…
        </button>
      </div>
      {questions.length === 0 && <EmptyState heading="No questions yet">Choose them from what other vacancies of the office ask.</EmptyState>}
      <ol className="questions">
        {questions.map((q, i) => (
          <li key={q.id} className="card question">
            <div className="question__head">
              <span className="question__number">{q.number}</span>
              <p className="pre">{q.text}</p>
              <span className="question__marks">
                {q.screenOut && <StatusChip state="refused">Can screen out</StatusChip>}
                {q.choices.length > 0 && <span className="chip">{q.choices.length} answers</span>}
              </span>
            </div>
            <div className="question__acts">
              <span className="question__weight">
                <Field
                  label="Weight"
                  aria-label={`Weight of question ${q.number}`}
                  name={`weight.${i}`}
                  size="tiny"
                  inputMode="numeric"
                  value={weights[q.id] ?? q.weight}
                  onChange={(value) => setWeights({ ...weights, [q.id]: value })}
                  onBlur={() => {
                    const weight = weights[q.id]
                    setWeights({})
                    if (weight !== undefined && weight !== q.weight) change(i, { weight })
                  }}
                />
              </span>
              <label className="check">
                <input type="checkbox" checked={q.required} onChange={(e) => change(i, { required: e.target.checked })} />
                Required
              </label>
              <span className="row">
                <button type="button" className="usa-button usa-button--unstyled" aria-label={`Move question ${q.number} up`} disabled={i === 0} onClick={() => move(i, i - 1)}>
                  Up
                </button>
                <button
                  type="button"
                  className="usa-button usa-button--unstyled"
                  aria-label={`Move question ${q.number} down`}
                  disabled={i === questions.length - 1}
                  onClick={() => move(i, i + 1)}
                >
                  Down
                </button>
                <button
                  type="button"
                  className="usa-button usa-button--unstyled"
                  aria-label={`Remove question ${q.number}`}
                  onClick={() => void store(had.filter((_, j) => j !== i))}
                >
                  Remove
                </button>
              </span>
            </div>
          </li>
        ))}
      </ol>
      {shown === 'library' && (
        <LibraryDrawer asked={questions.map((q) => q.text)} onClose={() => setShown('')} onAdd={(added) => store([...had, ...added])} />
      )}
      {shown === 'new' && <NewQuestion kinds={options.kinds} onClose={() => setShown('')} onAdd={(added) => store([...had, added])} />}
    </div>
  )
}

const chosenOf = (q: desktop.QuestionView): desktop.ChosenQuestion => ({
  id: q.id,
  key: '',
  text: '',
  kind: '',
  screenOut: false,
  weight: q.weight,
  required: q.required,
})
