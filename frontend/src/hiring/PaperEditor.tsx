import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { desktop } from '../bridge'
import { ScanBeside } from '../documents/ScanBeside'
import { useCrumbs } from '../frame/crumbs'
import { go, to } from '../router'
import { enterMovesOn, ErrorSummary, focusField, KeyHint, Notice, StatusChip, useKey, useToast } from '../ui'
import { batchWords, useBatch } from './batch'
import type { Draft } from './draft'
import { paperKeys, vacancyKeys } from './keys'
import { AnswerFields } from './PaperAnswers'
import { EducationFields, FederalFields, WorkFields } from './PaperBlocks'
import { paperLabels } from './paperForm'
import { ClaimFields, PersonFields, ReceiptFields, SignatureFields } from './PaperFields'
import { Review } from './Review'
import { useDraft, usePaper } from './usePaper'

interface Props {
  vacancy: desktop.VacancyView
  options: desktop.PaperOptions
  initial: desktop.PaperForm
  onMade: (id: string) => void
}

const parts = [
  ['receipt', 'Receipt'],
  ['person', 'Applicant'],
  ['work', 'Work'],
  ['education', 'Education'],
  ['claims', 'Claims'],
  ['federal', 'Federal service'],
  ['signature', 'Signature'],
  ['answers', 'Questions'],
] as const

let serial = 1

// PaperEditor is the paper form in the order of the paper, beside its scan. Every
// field is saved as it is left; Ctrl+Enter sends the form for second keying and
// opens the next.
export function PaperEditor({ vacancy, options, initial, onMade }: Props) {
  const paper = usePaper(initial, onMade)
  const [id, number, status, fault] = useDraft(paper, (d) => [d.form.id, d.form.number, d.form.status, d.fault] as const)
  const client = useQueryClient()
  const say = useToast()
  const { batch, add } = useBatch()
  const box = useRef<HTMLDivElement>(null)
  const left = useRef<HTMLElement | null>(null) // the field that was in hand before the review
  const [busy, setBusy] = useState(false)
  const [review, setReview] = useState(false)

  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [])

  const finish = async () => {
    if (busy) return
    setBusy(true)
    const saved = await paper.submit()
    setBusy(false)
    if (!saved) return setReview(false)
    add(paper.clock.seconds)
    void client.invalidateQueries({ queryKey: paperKeys.list })
    void client.invalidateQueries({ queryKey: vacancyKeys.all })
    say(`Write ${saved.number} on the paper. A colleague keys its critical fields a second time before it is finished.`)
    go(to('paper', 'new', paper.form.vacancy, String(++serial)))
  }
  const look = async () => {
    if (review) return back()
    left.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    left.current?.blur()
    await paper.save()
    if (paper.form.id) setReview(true)
    else left.current?.focus()
  }
  const back = (field?: string) => {
    setReview(false)
    window.setTimeout(() => (field ? focusField(field) : left.current?.focus()))
  }
  useCrumbs([['Paper applications', to('paper')], [`${vacancy.row.number} · ${vacancy.row.title} · ${vacancy.row.series}`]])
  useKey('Ctrl+Enter', () => void finish())
  useKey('Ctrl+Shift+Enter', () => void look())
  useKey('Escape', () => !document.querySelector('dialog[open]') && back(), review)

  const contents = (
    <nav className="paper__parts" aria-label="Parts of the form">
      {parts.map(([key, label]) => (
        <button key={key} type="button" className="paper__part" tabIndex={-1} onClick={() => jump(key)}>
          {label}
        </button>
      ))}
    </nav>
  )
  return (
    <div className="paper">
      <div className="paper__head">
        <div className="head__line">
          <h1>Paper application</h1>
          <StatusChip state={status}>{number || 'New draft'}</StatusChip>
          <span className="quiet number">{batchWords(batch)}</span>
          <div className="head__acts">
            <button type="button" className="usa-button usa-button--outline" onClick={look} aria-pressed={review}>
              Review
            </button>
            <button type="button" className="usa-button" onClick={finish} aria-disabled={busy}>
              Send for second keying <KeyHint keys="Ctrl+Enter" />
            </button>
          </div>
        </div>
      </div>
      <ScanBeside kind="application" owner={id} heading="Scan of the paper" above={!review && contents}>
        {review && (
          <div className="paper__form">
            <Review
              id={id}
              heading="Review before it is sent"
              words="Compare it with the paper. Nothing is sent before you say so."
              acts={
                <>
                  <button type="button" className="usa-button usa-button--outline" onClick={() => back()}>
                    Go on keying <KeyHint keys="Esc" />
                  </button>
                  <button type="button" className="usa-button" onClick={finish} aria-disabled={busy}>
                    Send for second keying
                  </button>
                </>
              }
            >
              <Problems paper={paper} onGo={back} />
            </Review>
          </div>
        )}
        <div
          ref={box}
          className="paper__form lined"
          role="form"
          aria-label="Paper application"
          hidden={review}
          onKeyDown={enterMovesOn}
          onFocus={(e) => paper.enter(fieldOf(e.target))}
          onBlur={(e) => {
            const field = fieldOf(e.target)
            if (field && field !== fieldOf(e.relatedTarget)) paper.visit(field)
            void paper.save()
          }}
        >
          <ErrorSummary fault={fault} labels={paperLabels} />
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
      </ScanBeside>
    </div>
  )
}

// Problems lists what still needs attention; each entry leads to its field.
function Problems({ paper, onGo }: { paper: Draft; onGo: (field: string) => void }) {
  const [problems] = useDraft(paper, (d) => [d.problems] as const)
  if (problems.length === 0) return null
  return (
    <Notice level="warn" heading={problems.length === 1 ? 'One thing needs attention' : `${problems.length} things need attention`}>
      <ul className="review__problems">
        {problems.map((p) => (
          <li key={p.field + p.words}>
            <button type="button" className="usa-button usa-button--unstyled" onClick={() => onGo(p.field)}>
              {paperLabels[p.field] ? `${paperLabels[p.field]}: ` : ''}
              {p.words}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

// fieldOf is the name of the field that holds a control.
const fieldOf = (el: Element | null) => el?.closest('[data-field]')?.getAttribute('data-field') ?? ''

function jump(part: string) {
  const section = document.getElementById(`part-${part}`)
  section?.scrollIntoView({ block: 'start' })
  section?.querySelector<HTMLElement>('input, select, textarea')?.focus({ preventScroll: true })
}
