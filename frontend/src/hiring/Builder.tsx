import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { desktop } from '../bridge'
import { useCrumbs } from '../frame/crumbs'
import { to } from '../router'
import { focusField, Notice, StatusChip } from '../ui'
import { BuilderFields } from './BuilderFields'
import { BuilderQuestions } from './BuilderQuestions'
import { Gaps } from './Gaps'
import { vacancyKeys } from './keys'
import { OpenVacancy } from './OpenVacancy'
import { PublicPage } from './PublicPage'
import { useWriter } from './useWriter'
import type { FormKey, Writer } from './writer'

interface Props {
  initial: desktop.VacancyDraft
  options: desktop.VacancyOptions
  section: string
  onMade: (id: string) => void
}

// Builder writes an announcement section by section, says at each what is missing
// and which rule wants it, and opens the vacancy. Every field is saved as it is
// left.
export function Builder({ initial, options, section, onMade }: Props) {
  const writer = useWriter(initial, onMade)
  const client = useQueryClient()
  const [preview, setPreview] = useState(false)
  const [opening, setOpening] = useState(false)
  const { form, draft } = writer
  const current = draft.sections.find((s) => s.key === section) ?? draft.sections[0]!
  const gaps = draft.gaps.filter((g) => g.section === current.key)
  const title = form.title.trim() || 'New vacancy'
  useCrumbs([['Vacancies', to('hiring')], [title]])

  const show = (key: string, field?: string) => {
    setPreview(false)
    // The place before the builder stays one step back, however many sections were looked at.
    window.location.replace(to('hiring', form.id || 'new', 'write', key))
    if (field) window.setTimeout(() => focusField(field), 60)
  }
  const look = async () => {
    if (!preview) await writer.save()
    setPreview(!preview)
  }
  const open = async () => {
    await writer.save()
    setOpening(true)
  }
  return (
    <div className="builder">
      <div className="head">
        <div className="head__line">
          <h1>{title}</h1>
          <StatusChip state="draft">Draft</StatusChip>
          <div className="head__acts">
            <button type="button" className="usa-button usa-button--outline" onClick={look} disabled={!form.id}>
              {preview ? 'Go on writing' : 'Preview as the public sees it'}
            </button>
            {draft.mayOpen && (
              <button type="button" className="usa-button" onClick={open} disabled={!form.id}>
                Open the vacancy…
              </button>
            )}
          </div>
        </div>
        <p className="quiet" style={{ margin: 0 }}>
          {[form.announcement || 'No number yet', form.agency].filter(Boolean).join(' · ')}
        </p>
      </div>
      <div className="builder__body">
        <Parts draft={draft} current={current.key} onShow={show} />
        {preview ? (
          <PublicPage id={form.id} savedAt={draft.savedAt} />
        ) : (
          <div
            className="stack builder__part"
            onFocus={(e) => writer.hold(fieldOf(e.target))}
            onBlur={() => {
              writer.hold(null)
              void writer.save().then(() => client.invalidateQueries({ queryKey: vacancyKeys.all, exact: true }))
            }}
          >
            <h2>{current.label}</h2>
            <Clashes writer={writer} />
            <Gaps gaps={gaps} onGo={focusField} />
            {current.key === 'questions' ? (
              <BuilderQuestions writer={writer} options={options} />
            ) : (
              <div className="card stack lined">
                <BuilderFields writer={writer} options={options} section={current.key} />
              </div>
            )}
            <Next draft={draft} current={current.key} onShow={show} />
          </div>
        )}
      </div>
      {opening && <OpenVacancy draft={draft} onGo={show} onClose={() => setOpening(false)} />}
    </div>
  )
}

function fieldOf(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-field]')?.dataset.field ?? null) : null
}

interface PartsProps {
  draft: desktop.VacancyDraft
  current: string
  onShow: (key: string) => void
}

// Parts is the sections with a mark each: complete, something worth adding, or
// what is missing before the vacancy can open.
function Parts({ draft, current, onShow }: PartsProps) {
  return (
    <nav className="builder__parts" aria-label="Sections of the announcement">
      <ul>
        {draft.sections.map((s) => {
          const gaps = draft.gaps.filter((g) => g.section === s.key)
          const stops = gaps.filter((g) => g.stops).length
          const [mark, words] = stops > 0 ? ['bad', `${stops} missing`] : gaps.length > 0 ? ['warn', `${gaps.length} worth adding`] : ['good', 'Complete']
          return (
            <li key={s.key}>
              <button
                type="button"
                className="builder__link"
                aria-current={s.key === current ? 'step' : undefined}
                onClick={() => onShow(s.key)}
              >
                <span className={`builder__mark builder__mark--${mark}`} aria-hidden="true">
                  {glyphs[mark ?? 'good']}
                </span>
                <span>
                  {s.label} <span className="builder__state">{words}</span>
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

const glyphs: Record<string, string> = { bad: '!', warn: '○', good: '✓' }

function Next({ draft, current, onShow }: PartsProps) {
  const next = draft.sections[draft.sections.findIndex((s) => s.key === current) + 1]
  if (!next) return null
  return (
    <div className="row row--end">
      <button type="button" className="usa-button usa-button--outline" onClick={() => onShow(next.key)}>
        Next: {next.label}
      </button>
    </div>
  )
}

// Clashes names what somebody else changed while it was written here, and lets the
// writer choose.
function Clashes({ writer }: { writer: Writer }) {
  const { clashes, form } = writer.draft
  if (clashes.length === 0) return null
  return (
    <Notice level="warn" heading="Somebody else changed this meanwhile">
      <ul className="builder__clashes">
        {clashes.map((c) => {
          const field = c.field as FormKey
          const theirs = form[field]
          return (
            <li key={c.field}>
              {c.by} wrote in “{labelOf(c.field)}”: {typeof theirs === 'string' ? theirs || '(nothing)' : 'another list'}
              <span className="row">
                <button type="button" className="usa-button usa-button--outline" onClick={() => writer.settle(field, true)}>
                  Keep mine
                </button>
                <button type="button" className="usa-button usa-button--outline" onClick={() => writer.settle(field, false)}>
                  Take theirs
                </button>
              </span>
            </li>
          )
        })}
      </ul>
    </Notice>
  )
}

// labelOf is a field's name in words: "promotionPotential" is "Promotion potential".
const labelOf = (field: string) => field.charAt(0).toUpperCase() + field.slice(1).replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`)
