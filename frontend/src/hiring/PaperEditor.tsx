import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { desktop } from '../bridge'
import { go, to } from '../router'
import { enterMovesOn, ErrorSummary, StatusChip, useKey, useToast } from '../ui'
import { paperKeys, vacancyKeys } from './keys'
import { AnswerFields } from './PaperAnswers'
import { EducationFields, FederalFields, WorkFields } from './PaperBlocks'
import { paperLabels } from './paperForm'
import { ClaimFields, PersonFields, ReceiptFields, SignatureFields } from './PaperFields'
import { usePaper } from './usePaper'

interface Props {
  vacancy: desktop.VacancyView
  options: desktop.PaperOptions
  initial: desktop.PaperForm
  onMade: (id: string) => void
}

const parts = [
  ['receipt', 'Receipt'],
  ['person', 'Applicant'],
  ['work', 'Work experience'],
  ['education', 'Education'],
  ['claims', 'Citizenship and preference'],
  ['signature', 'Signature'],
  ['answers', 'Questions'],
] as const

let serial = 1

// PaperEditor is the paper form in the order of the paper. Every field is saved
// as it is left; Ctrl+Enter sends the form for second keying and opens the next.
export function PaperEditor({ vacancy, options, initial, onMade }: Props) {
  const paper = usePaper(initial, onMade)
  const client = useQueryClient()
  const say = useToast()
  const box = useRef<HTMLDivElement>(null)
  const [busy, setBusy] = useState(false)
  const { form } = paper

  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [])

  const finish = async () => {
    if (busy) return
    setBusy(true)
    const saved = await paper.submit()
    setBusy(false)
    if (!saved) return
    void client.invalidateQueries({ queryKey: paperKeys.list })
    void client.invalidateQueries({ queryKey: vacancyKeys.all })
    say(`Write ${saved.number} on the paper. A colleague keys its critical fields a second time before it is finished.`)
    go(to('paper', 'new', form.vacancy, String(++serial)))
  }
  useKey('Ctrl+Enter', () => void finish())

  return (
    <div className="paper">
      <div className="head">
        <p className="crumb">
          <a href={to('paper')}>Paper applications</a>
        </p>
        <div className="head__line">
          <h1>Paper application</h1>
          <StatusChip state={form.status}>{form.number || 'New draft'}</StatusChip>
          <div className="head__acts">
            <button type="button" className="usa-button" onClick={finish} aria-disabled={busy}>
              Send for second keying <kbd>Ctrl</kbd>
              <kbd>Enter</kbd>
            </button>
          </div>
        </div>
        <p className="quiet" style={{ margin: 0 }}>
          {vacancy.row.number} · {vacancy.row.title} · {vacancy.row.series}
        </p>
      </div>
      <div className="paper__body">
        <nav className="paper__parts" aria-label="Parts of the form">
          {parts.map(([key, label]) => (
            <button key={key} type="button" className="paper__part" tabIndex={-1} onClick={() => jump(key)}>
              {label}
            </button>
          ))}
          <p className="quiet">
            <kbd>Enter</kbd> or <kbd>Tab</kbd> goes to the next field. Everything is saved as you leave a field.
          </p>
        </nav>
        <div
          ref={box}
          className="paper__form lined stack"
          role="form"
          aria-label="Paper application"
          onKeyDown={enterMovesOn}
          onBlur={(e) => {
            const field = e.target.closest('[data-field]')?.getAttribute('data-field')
            if (field) paper.visit(field)
            void paper.save()
          }}
        >
          <ErrorSummary fault={paper.fault} labels={paperLabels} />
          <ReceiptFields {...{ paper, options, vacancy }} />
          <PersonFields {...{ paper, options, vacancy }} />
          <WorkFields paper={paper} />
          <EducationFields paper={paper} options={options} />
          <ClaimFields {...{ paper, options, vacancy }} />
          <FederalFields paper={paper} />
          <SignatureFields {...{ paper, options, vacancy }} />
          <AnswerFields paper={paper} questions={vacancy.questions} />
          <div className="row row--end">
            <button type="button" className="usa-button" data-stop onClick={finish} aria-disabled={busy}>
              Send for second keying and open the next
            </button>
          </div>
        </div>
      </div>
    </div>
  )
}

function jump(part: string) {
  const section = document.getElementById(`part-${part}`)
  section?.scrollIntoView({ block: 'start' })
  section?.querySelector<HTMLElement>('input, select, textarea')?.focus({ preventScroll: true })
}
