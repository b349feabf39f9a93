import type { ReactNode } from 'react'
import type { desktop } from '../bridge'
import { Field, MonthField, RadioKeys, SelectField, TextArea } from '../ui'
import { bind, type Paper, Part, yesNo } from './PaperFields'
import { blankFederal, blankSchool, blankWork } from './paperForm'

type ListKey = 'work' | 'education' | 'federalHistory'

// block joins the fields of one block of a list to controls; their names are
// those under which the rules speak of them: work.0.title.
function block<K extends ListKey>(paper: Paper, list: K, at: number) {
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
function another(paper: Paper, list: ListKey, blank: object) {
  const next = [...paper.form[list], blank]
  paper.change({ [list]: next } as Partial<desktop.PaperForm>)
  window.setTimeout(() => document.querySelector<HTMLElement>(`[data-field^="${list}.${next.length - 1}."] input`)?.focus())
}

const remove = (paper: Paper, list: ListKey, at: number) =>
  paper.change({ [list]: paper.form[list].filter((_, i) => i !== at) } as Partial<desktop.PaperForm>)

const letter = (i: number) => String.fromCharCode(65 + (i % 26))

// WorkFields: the blocks of work experience of form OF-612.
export function WorkFields({ paper }: { paper: Paper }) {
  const { work } = paper.form
  return (
    <Part id="work" heading="Work experience" hint="Paid and unpaid, newest first, as on the form.">
      {work.map((_, i) => {
        const f = block(paper, 'work', i)
        return (
          // oxlint-disable-next-line react/no-array-index-key -- blocks are known by their place on the paper
          <Block key={i} heading={`Job ${letter(i)}`} onRemove={work.length > 1 ? () => remove(paper, 'work', i) : undefined}>
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
      })}
      <div className="row row--end">
        <button type="button" className="usa-button usa-button--outline" data-stop onClick={() => another(paper, 'work', blankWork())}>
          Add another job
        </button>
      </div>
      <RadioKeys
        label="May we contact the current supervisor"
        name="mayContact"
        inline
        options={[...yesNo, { code: 'askFirst', label: 'Ask first' }]}
        value={paper.form.mayContact ? [paper.form.mayContact] : []}
        onChange={([mayContact = '']) => paper.change({ mayContact })}
        error={paper.errorOf('mayContact')}
      />
    </Part>
  )
}

// EducationFields: the highest level and the schools.
export function EducationFields({ paper, options }: { paper: Paper; options: desktop.PaperOptions }) {
  const { education } = paper.form
  return (
    <Part id="education" heading="Education and other qualifications">
      <SelectField label="Highest level" numbered size="middle" {...bind(paper, 'highestEducation')} options={options.levels} />
      {education.map((_, i) => {
        const f = block(paper, 'education', i)
        return (
          // oxlint-disable-next-line react/no-array-index-key -- blocks are known by their place on the paper
          <Block key={i} heading={`School ${i + 1}`} onRemove={education.length > 1 ? () => remove(paper, 'education', i) : undefined}>
            <Field label="School" {...f('school')} />
            <Field label="City and state" size="middle" {...f('place')} />
            <Field label="Major" size="middle" {...f('major')} />
            <Field label="Credits" size="tiny" inputMode="numeric" {...f('credits')} />
            <Field label="Semester or quarter" size="short" {...f('unit')} />
            <Field label="Degree" size="middle" {...f('degree')} />
            <Field label="Year" size="tiny" inputMode="numeric" maxLength={4} {...f('year')} />
          </Block>
        )
      })}
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
}

// FederalFields: earlier federal civilian service.
export function FederalFields({ paper }: { paper: Paper }) {
  const { form } = paper
  return (
    <Part id="federal" heading="Federal service">
      <RadioKeys
        label="Ever a federal civilian employee"
        name="federalCivilian"
        inline
        options={yesNo}
        value={form.federalCivilian ? [form.federalCivilian] : []}
        onChange={([federalCivilian = '']) =>
          paper.change({
            federalCivilian,
            federalHistory: federalCivilian === 'yes' && form.federalHistory.length === 0 ? [blankFederal()] : form.federalHistory,
          })
        }
        error={paper.errorOf('federalCivilian')}
      />
      {form.federalCivilian === 'yes' &&
        form.federalHistory.map((_, i) => {
          const f = block(paper, 'federalHistory', i)
          return (
            // oxlint-disable-next-line react/no-array-index-key -- blocks are known by their place on the paper
            <Block key={i} heading={`Appointment ${i + 1}`} onRemove={() => remove(paper, 'federalHistory', i)}>
              <Field label="Agency" {...f('agency')} />
              <Field label="Series" size="short" {...f('series')} />
              <Field label="Grade" size="tiny" {...f('grade')} />
              <MonthField label="From" {...f('from')} />
              <MonthField label="To" present {...f('to')} />
            </Block>
          )
        })}
      <RadioKeys
        label="Eligible for reinstatement"
        name="reinstatement"
        inline
        options={yesNo}
        value={form.reinstatement ? [form.reinstatement] : []}
        onChange={([reinstatement = '']) => paper.change({ reinstatement })}
        error={paper.errorOf('reinstatement')}
      />
    </Part>
  )
}
