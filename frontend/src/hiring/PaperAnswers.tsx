import type { desktop } from '../bridge'
import { DateField, EmptyState, Field, RadioKeys, TextArea } from '../ui'
import { type Paper, Part } from './PaperFields'

interface Props {
  paper: Paper
  questions: desktop.QuestionView[]
}

// AnswerFields: the vacancy's questions as answered on the separate sheet.
export function AnswerFields({ paper, questions }: Props) {
  const grades = paper.form.grades
  const given = (id: string) => paper.form.answers.find((a) => a.question === id)?.values ?? []
  const asked = questions.filter(
    (q) =>
      (!q.grade || grades.length === 0 || grades.some((g) => q.grade.split(',').includes(g))) &&
      (!q.when || given(q.when).some((v) => q.is.includes(v))),
  )
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
}

function Answer({ paper, question }: { paper: Paper; question: desktop.QuestionView }) {
  const values = paper.form.answers.find((a) => a.question === question.id)?.values ?? []
  const name = `answers.${question.id}`
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
}
