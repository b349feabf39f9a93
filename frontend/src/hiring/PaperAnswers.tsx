import { memo } from 'react'
import type { desktop } from '../bridge'
import { DateField, EmptyState, Field, RadioKeys, TextArea } from '../ui'
import type { Draft } from './draft'
import { Part } from './PaperFields'
import { useDraft } from './usePaper'

interface Props {
  paper: Draft
  questions: desktop.QuestionView[]
}

const given = (paper: Draft, id: string) => paper.form.answers.find((a) => a.question === id)?.values ?? none
const none: string[] = []

// asks says whether the form asks the question, by the grades and the answers so
// far.
function asks(paper: Draft, q: desktop.QuestionView): boolean {
  const { grades } = paper.form
  return (
    (!q.grade || grades.length === 0 || grades.some((g) => q.grade.split(',').includes(g))) &&
    (!q.when || given(paper, q.when).some((v) => q.is.includes(v)))
  )
}

// AnswerFields: the vacancy's questions as answered on the separate sheet.
export const AnswerFields = memo(function AnswerFields({ paper, questions }: Props) {
  const asked = useDraft(paper, (d) => questions.filter((q) => asks(d, q)))
  return (
    <Part id="answers" heading="Answers to the vacancy’s questions" hint="Type the number of the answer, then Enter.">
      {asked.length === 0 && <EmptyState heading="This vacancy asks no questions" />}
      {asked.map((q) => (
        <div key={q.id} className="field--wide">
          <Answer paper={paper} question={q} />
        </div>
      ))}
    </Part>
  )
})

const Answer = memo(function Answer({ paper, question }: { paper: Draft; question: desktop.QuestionView }) {
  const name = `answers.${question.id}`
  const [values] = useDraft(paper, (d) => [given(d, question.id), d.errorOf(name)] as const)
  const change = (next: string[]) => {
    const others = paper.form.answers.filter((a) => a.question !== question.id)
    paper.change({ answers: [...others, { question: question.id, values: next }] })
  }
  const common = { label: `${question.number}  ${question.text}`, name, error: paper.errorOf(name) }
  const text = { ...common, required: question.required, value: values[0] ?? '', onChange: (v: string) => change(v ? [v] : []) }
  switch (question.kind) {
    case 'instruction':
      return <p className="pre">{question.text}</p>
    case 'number':
      return <Field {...text} size="short" inputMode="decimal" />
    case 'date':
      return <DateField {...text} />
    case 'shortText':
      return <Field {...text} />
    case 'longText':
      return <TextArea {...text} rows={4} hint="Tab goes on" />
  }
  return (
    <RadioKeys
      {...common}
      many={question.kind === 'multiple'}
      inline={question.kind === 'yesNo'}
      options={question.choices.map((c) => ({ code: c.id, label: c.text }))}
      value={values}
      onChange={change}
    />
  )
})
