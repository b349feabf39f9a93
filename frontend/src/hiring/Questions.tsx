import type { desktop } from '../bridge'
import { EmptyState, StatusChip } from '../ui'

const kinds: Record<string, string> = {
  yesNo: 'Yes or no',
  single: 'One answer',
  multiple: 'Several answers',
  number: 'A number',
  date: 'A date',
  shortText: 'A short text',
  longText: 'A text',
  instruction: 'Instruction',
}

// Questions shows what the announcement asks, with weights, points and
// screen-outs.
export function Questions({ questions }: { questions: desktop.QuestionView[] }) {
  if (questions.length === 0) {
    return <EmptyState heading="No questions">This vacancy asks nothing beyond the application form.</EmptyState>
  }
  return (
    <ol className="questions">
      {questions.map((q) => (
        <li key={q.id} className="card question">
          <div className="question__head">
            <span className="question__number">{q.number}</span>
            <p className="pre">{q.text}</p>
            <span className="question__marks">
              {q.weight && q.weight !== '0' && <span className="chip">Weight {q.weight}</span>}
              {q.required && <span className="chip">Required</span>}
              {q.screenOut && <StatusChip state="refused">Can screen out</StatusChip>}
            </span>
          </div>
          {q.choices.length === 0 ? (
            <p className="quiet">{kinds[q.kind] ?? q.kind}</p>
          ) : (
            <table className="points">
              <thead>
                <tr>
                  <th scope="col">Answer</th>
                  <th scope="col" className="right">
                    Points
                  </th>
                </tr>
              </thead>
              <tbody>
                {q.choices.map((c) => (
                  <tr key={c.id}>
                    <td>{c.text}</td>
                    <td className="right">{c.screenOut ? <StatusChip state="refused">Screens out</StatusChip> : c.points}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </li>
      ))}
    </ol>
  )
}
