import type { desktop } from '../bridge'
import { DateField, Field, type Option, RadioKeys, SelectField, TextArea } from '../ui'
import { CategoryFields } from './CategoryFields'
import type { FormKey, Writer } from './writer'

export interface SectionProps {
  writer: Writer
  options: desktop.VacancyOptions
}

type TextKey = { [K in FormKey]: desktop.VacancyForm[K] extends string ? K : never }[FormKey]

// bind joins a text field of the form to a control: its value, its change, its
// problem.
function bind(writer: Writer, name: TextKey) {
  return {
    name,
    value: writer.form[name],
    onChange: (value: string) => writer.change({ [name]: value }),
    error: writer.problemAt(name),
  }
}

const yesNo = [
  { code: 'yes', label: 'Yes' },
  { code: 'no', label: 'No' },
]

interface YesNoProps {
  writer: Writer
  label: string
  name: TextKey
  hint?: string
}

function YesNo({ writer, label, name, hint }: YesNoProps) {
  return (
    <RadioKeys
      label={label}
      name={name}
      hint={hint}
      inline
      options={yesNo}
      value={writer.form[name] ? [writer.form[name]] : []}
      onChange={([value]) => {
        writer.change({ [name]: value ?? '' })
        void writer.save()
      }}
    />
  )
}

// withValue offers what an announcement from elsewhere has besides the list.
const withValue = (options: Option[], value: string) =>
  value === '' || options.some((o) => o.code === value) ? options : [...options, { code: value, label: value }]

function Chosen({ writer, label, name, options, size }: { writer: Writer; label: string; name: TextKey; options: Option[]; size?: 'short' | 'middle' }) {
  return <SelectField label={label} size={size ?? 'middle'} {...bind(writer, name)} options={withValue(options, writer.form[name])} />
}

const sections: Record<string, (props: SectionProps) => React.ReactNode> = {
  position: Position,
  dates: Dates,
  location: Location,
  eligibility: Eligibility,
  duties: Duties,
  requirements: Requirements,
  qualifications: Qualifications,
  evaluation: Evaluation,
  documents: Documents,
  apply: Apply,
}

// BuilderFields is the fields of one section.
export function BuilderFields({ section, ...props }: SectionProps & { section: string }) {
  const Section = sections[section] ?? Position
  return <Section {...props} />
}

function Position({ writer, options }: SectionProps) {
  const names = writer.form.series
    .split(/[\s,;/]+/)
    .map((code) => options.series.find((s) => s.code === code.padStart(4, '0') && code !== '')?.label)
    .filter(Boolean)
  return (
    <>
      {options.offices.length > 1 && !writer.form.id && (
        <SelectField label="Office" size="middle" {...bind(writer, 'office')} options={options.offices} />
      )}
      <Field label="Title" {...bind(writer, 'title')} hint="Without grade or series" />
      <Field label="Agency" {...bind(writer, 'agency')} />
      <Field label="Department" {...bind(writer, 'department')} />
      <Field label="Part of the agency" {...bind(writer, 'subAgency')} />
      <Field label="Series" size="middle" {...bind(writer, 'series')} hint="Four digits, several with commas: 0690, 1306" reads={names.join('; ')} />
      <Chosen writer={writer} label="Pay plan" name="payPlan" options={options.payPlans.map((p) => ({ code: p.code, label: `${p.code}  ${p.label}` }))} />
      <Field label="Grades" size="middle" {...bind(writer, 'grades')} hint="Each is rated and certified separately: 07, 09, 11" />
      <Field label="Promotion potential" size="short" {...bind(writer, 'promotionPotential')} hint="Highest grade without competing again" />
      <Field label="Lowest starting pay" size="short" inputMode="decimal" {...bind(writer, 'salaryMin')} hint="Dollars" />
      <Field label="Highest starting pay" size="short" inputMode="decimal" {...bind(writer, 'salaryMax')} hint="Dollars" />
      <Chosen writer={writer} label="Pay is" name="salaryPer" options={options.payIntervals} />
      <YesNo writer={writer} label="Supervises" name="supervisory" />
    </>
  )
}

function Dates({ writer, options }: SectionProps) {
  return (
    <>
      <Field label="Announcement number" size="middle" {...bind(writer, 'announcement')} hint="The agency’s own: DE-16-OSHA-62" />
      <DateField label="Opens" {...bind(writer, 'opens')} />
      <DateField label="Closes" {...bind(writer, 'closes')} hint="MMDDYY. Applications are taken until 11:59 pm Eastern time" />
      <Field label="Openings" size="short" inputMode="numeric" {...bind(writer, 'openings')} />
      <Chosen writer={writer} label="Appointment" name="appointmentType" options={options.appointments} />
      <Chosen writer={writer} label="Work schedule" name="workSchedule" options={options.schedules} />
      <Field label="HR specialist" size="middle" {...bind(writer, 'specialistName')} />
    </>
  )
}

function Location({ writer, options }: SectionProps) {
  return (
    <>
      <TextArea label="Duty locations" rows={3} {...bind(writer, 'locations')} hint="City and state, one a line: Denver, CO" />
      <Chosen writer={writer} label="Travel" name="travel" options={options.travel} />
      <YesNo writer={writer} label="Telework" name="telework" />
      <YesNo writer={writer} label="Remote" name="remote" />
      <YesNo writer={writer} label="Relocation paid" name="relocation" />
    </>
  )
}

function Eligibility({ writer, options }: SectionProps) {
  return (
    <>
      <TextArea label="Who may apply" rows={4} {...bind(writer, 'whoMayApply')} hint="The area of consideration, and how veterans’ preference is claimed" />
      <RadioKeys
        label="Hiring paths"
        name="hiringPaths"
        many
        options={options.hiringPaths}
        value={writer.form.hiringPaths}
        onChange={(hiringPaths) => {
          writer.change({ hiringPaths })
          void writer.save()
        }}
      />
      <YesNo writer={writer} label="Citizens only" name="citizensOnly" hint="Applicants who are no citizens are then screened out" />
    </>
  )
}

function Duties({ writer }: SectionProps) {
  return (
    <>
      <TextArea label="Summary" rows={5} {...bind(writer, 'summary')} hint="What people read in the list of jobs" />
      <TextArea label="Duties" rows={10} {...bind(writer, 'duties')} hint="One a line" />
    </>
  )
}

function Requirements({ writer, options }: SectionProps) {
  return (
    <>
      <TextArea label="Conditions" rows={6} {...bind(writer, 'conditions')} hint="Conditions of employment, one a line" />
      <TextArea label="Other requirements" rows={5} {...bind(writer, 'requirements')} />
      <Chosen writer={writer} label="Security clearance" name="clearance" options={options.clearances} />
      <YesNo writer={writer} label="Drug test" name="drugTest" />
    </>
  )
}

function Qualifications({ writer }: SectionProps) {
  return (
    <>
      <TextArea label="Qualifications" rows={10} {...bind(writer, 'qualifications')} hint="With the competencies that are measured" />
      <TextArea label="Education" rows={4} {...bind(writer, 'education')} hint="Or that no education is required" />
    </>
  )
}

function Evaluation({ writer }: SectionProps) {
  return (
    <>
      <TextArea label="How applicants are rated" rows={7} {...bind(writer, 'howEvaluated')} />
      <CategoryFields writer={writer} />
      <YesNo
        writer={writer}
        label="Scientific or professional"
        name="scientificProfessional"
        hint="At GS-9 or higher, compensably disabled veterans then stay where their score puts them (5 USC 3319(b))"
      />
    </>
  )
}

function Documents({ writer }: SectionProps) {
  return <TextArea label="Required documents" rows={10} {...bind(writer, 'requiredDocuments')} />
}

function Apply({ writer }: SectionProps) {
  return (
    <>
      <TextArea label="How to apply" rows={7} {...bind(writer, 'howToApply')} hint="Online, and on paper for those who cannot" />
      <TextArea label="Next steps" rows={4} {...bind(writer, 'nextSteps')} hint="What happens after the closing date" />
      <Field label="Contact e-mail" size="middle" inputMode="email" {...bind(writer, 'contactEmail')} />
      <Field label="Contact phone" size="short" inputMode="tel" {...bind(writer, 'contactPhone')} />
    </>
  )
}
