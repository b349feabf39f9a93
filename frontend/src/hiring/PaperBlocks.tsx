import { memo, type ReactNode } from 'react'
import type { desktop } from '../bridge'
import { Field, MonthField, RadioKeys, SelectField, TextArea } from '../ui'
import type { Draft } from './draft'
import { bind, Part, yesNo } from './PaperFields'
import { blankFederal, blankSchool, blankWork } from './paperForm'
import { useDraft, useFields } from './usePaper'

type ListKey = 'work' | 'education' | 'federalHistory'

// block joins the fields of one block of a list to controls; their names are
// those under which the rules speak of them: work.0.title.
function block<K extends ListKey>(paper: Draft, list: K, at: number) {
  type Block = desktop.PaperForm[K][number]
  return <F extends keyof Block & string>(field: F) => {
    const name = `${list}.${at}.${field}`
    return {
      name,
      value: String((paper.form[list][at] as Block)[field]),
      onChange: (value: string) =>
        paper.change({ [list]: paper.form[list].map((b, i) => (i === at ? { ...b, [field]: value } : b)) } as Partial<desktop.PaperForm>),
      error: paper.errorOf(name),
    }
  }
}

interface BlockProps {
  heading: string
  onRemove?: () => void
  children: ReactNode
}

function Block({ heading, onRemove, children }: BlockProps) {
  return (
    <div className="block stack" role="group" aria-label={heading}>
      <div className="spread">
        <h3>{heading}</h3>
        {onRemove && (
          <button type="button" className="usa-button usa-button--unstyled" tabIndex={-1} onClick={onRemove}>
            Remove
          </button>
        )}
      </div>
      {children}
    </div>
  )
}

// another adds an empty block and goes to its first field.
function another(paper: Draft, list: ListKey, blank: object) {
  const next = [...paper.form[list], blank]
  paper.change({ [list]: next } as Partial<desktop.PaperForm>)
  window.setTimeout(() => document.querySelector<HTMLElement>(`[data-field^="${list}.${next.length - 1}."] input`)?.focus())
}

const remove = (paper: Draft, list: ListKey, at: number) =>
  paper.change({ [list]: paper.form[list].filter((_, i) => i !== at) } as Partial<desktop.PaperForm>)

interface OneProps {
  paper: Draft
  at: number
  removable: boolean
}

// useBlock draws a block anew when it, or what is said at it, changes.
function useBlock<K extends ListKey>(paper: Draft, list: K, at: number) {
  useDraft(paper, (d) => [d.form[list][at], d.errorsOf(`${list}.${at}.`)])
  return block(paper, list, at)
}

// useLength draws a list anew when blocks come or go, not when they are keyed.
const useLength = (paper: Draft, list: ListKey) => useDraft(paper, (d) => [d.form[list].length] as const)[0]

// places numbers the blocks of a list.
const places = (length: number) => Array.from({ length }, (_, at) => at)

const letter = (i: number) => String.fromCharCode(65 + (i % 26))

const WorkOne = memo(function WorkOne({ paper, at, removable }: OneProps) {
  const f = useBlock(paper, 'work', at)
  return (
    <Block heading={`Job ${letter(at)}`} onRemove={removable ? () => remove(paper, 'work', at) : undefined}>
      <Field label="Job title" {...f('title')} />
      <Field label="Series, if federal" size="short" {...f('series')} />
      <Field label="Grade, if federal" size="tiny" {...f('grade')} />
      <MonthField label="From" {...f('from')} />
      <MonthField label="To" present {...f('to')} />
      <Field label="Salary" size="short" inputMode="decimal" {...f('salary')} />
      <Field label="Per" size="short" {...f('salaryPer')} hint="hour, week, month or year" />
      <Field label="Hours per week" size="tiny" inputMode="numeric" {...f('hoursPerWeek')} />
      <Field label="Employer" {...f('employer')} />
      <Field label="Employer’s address" {...f('address')} />
      <Field label="Supervisor" size="middle" {...f('supervisor')} />
      <Field label="Supervisor’s phone" size="short" inputMode="tel" {...f('supervisorPhone')} />
      <TextArea label="Duties" rows={4} {...f('duties')} hint="Tab goes on" />
    </Block>
  )
})

// WorkFields: the blocks of work experience of form OF-612.
export const WorkFields = memo(function WorkFields({ paper }: { paper: Draft }) {
  const length = useLength(paper, 'work')
  return (
    <Part id="work" heading="Work experience" hint="Paid and unpaid, newest first, as on the form.">
      {places(length).map((at) => (
        <WorkOne key={at} paper={paper} at={at} removable={length > 1} />
      ))}
      <div className="row row--end">
        <button type="button" className="usa-button usa-button--outline" data-stop onClick={() => another(paper, 'work', blankWork())}>
          Add another job
        </button>
      </div>
      <MayContact paper={paper} />
    </Part>
  )
})

function MayContact({ paper }: { paper: Draft }) {
  const { mayContact } = useFields(paper, 'mayContact')
  return (
    <RadioKeys
      label="May we contact the current supervisor"
      name="mayContact"
      inline
      options={[...yesNo, { code: 'askFirst', label: 'Ask first' }]}
      value={mayContact ? [mayContact] : []}
      onChange={([next = '']) => paper.change({ mayContact: next })}
      error={paper.errorOf('mayContact')}
    />
  )
}

const SchoolOne = memo(function SchoolOne({ paper, at, removable }: OneProps) {
  const f = useBlock(paper, 'education', at)
  return (
    <Block heading={`School ${at + 1}`} onRemove={removable ? () => remove(paper, 'education', at) : undefined}>
      <Field label="School" {...f('school')} />
      <Field label="City and state" size="middle" {...f('place')} />
      <Field label="Major" size="middle" {...f('major')} />
      <Field label="Credits" size="tiny" inputMode="numeric" {...f('credits')} />
      <Field label="Semester or quarter" size="short" {...f('unit')} />
      <Field label="Degree" size="middle" {...f('degree')} />
      <Field label="Year" size="tiny" inputMode="numeric" maxLength={4} {...f('year')} />
    </Block>
  )
})

// EducationFields: the highest level and the schools.
export const EducationFields = memo(function EducationFields({ paper, options }: { paper: Draft; options: desktop.PaperOptions }) {
  const length = useLength(paper, 'education')
  useFields(paper, 'highestEducation', 'otherQualifications')
  return (
    <Part id="education" heading="Education and other qualifications">
      <SelectField label="Highest level" numbered size="middle" {...bind(paper, 'highestEducation')} options={options.levels} />
      {places(length).map((at) => (
        <SchoolOne key={at} paper={paper} at={at} removable={length > 1} />
      ))}
      <div className="row row--end">
        <button type="button" className="usa-button usa-button--outline" data-stop onClick={() => another(paper, 'education', blankSchool())}>
          Add another school
        </button>
      </div>
      <TextArea
        label="Other qualifications"
        rows={3}
        {...bind(paper, 'otherQualifications')}
        hint="Training, skills, licences, honours. Tab goes on"
      />
    </Part>
  )
})

const FederalOne = memo(function FederalOne({ paper, at }: Omit<OneProps, 'removable'>) {
  const f = useBlock(paper, 'federalHistory', at)
  return (
    <Block heading={`Appointment ${at + 1}`} onRemove={() => remove(paper, 'federalHistory', at)}>
      <Field label="Agency" {...f('agency')} />
      <Field label="Series" size="short" {...f('series')} />
      <Field label="Grade" size="tiny" {...f('grade')} />
      <MonthField label="From" {...f('from')} />
      <MonthField label="To" present {...f('to')} />
    </Block>
  )
})

// FederalFields: earlier federal civilian service.
export const FederalFields = memo(function FederalFields({ paper }: { paper: Draft }) {
  const length = useLength(paper, 'federalHistory')
  const { federalCivilian, reinstatement } = useFields(paper, 'federalCivilian', 'reinstatement')
  return (
    <Part id="federal" heading="Federal service">
      <RadioKeys
        label="Ever a federal civilian employee"
        name="federalCivilian"
        inline
        options={yesNo}
        value={federalCivilian ? [federalCivilian] : []}
        onChange={([next = '']) =>
          paper.change({ federalCivilian: next, ...(next === 'yes' && paper.form.federalHistory.length === 0 && { federalHistory: [blankFederal()] }) })
        }
        error={paper.errorOf('federalCivilian')}
      />
      {federalCivilian === 'yes' && places(length).map((at) => <FederalOne key={at} paper={paper} at={at} />)}
      <RadioKeys
        label="Eligible for reinstatement"
        name="reinstatement"
        inline
        options={yesNo}
        value={reinstatement ? [reinstatement] : []}
        onChange={([next = '']) => paper.change({ reinstatement: next })}
        error={paper.errorOf('reinstatement')}
      />
    </Part>
  )
})
