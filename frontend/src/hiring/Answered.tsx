import type { desktop } from '../bridge'
import { EmptyState, StatusChip } from '../ui'

// Answered is what the person answered, question by question; with points for
// those who rate.
export function Answered({ answers }: { answers: desktop.AnsweredView[] }) {
  if (answers.length === 0) return <EmptyState heading="No questions">This vacancy asks nothing beyond the application form.</EmptyState>
  return (
    <ol className="answered">
      {answers.map((a) => (
        <li key={a.number + a.text} className="answered__one">
          <span className="question__number">{a.number}</span>
          <div className="answered__body">
            <p className="pre">{a.text}</p>
            {a.answer.length === 0 ? (
              <p className="quiet">Not answered</p>
            ) : (
              a.answer.map((given) => (
                <p key={given} className="answered__given pre">
                  {given}
                </p>
              ))
            )}
            <p className="row">
              {a.screenOut && <StatusChip state="ineligible">This answer screens out</StatusChip>}
              {a.points && <span className="quiet number">{a.points}</span>}
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}
