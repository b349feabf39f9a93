import { memo, type ReactNode } from 'react'
import type { desktop } from '../bridge'
import { CodeField, DateField, dayWords, Field, RadioKeys, SelectField, SsnField, today } from '../ui'
import type { Draft } from './draft'
import { useFields } from './usePaper'

interface Props {
  paper: Draft
  options: desktop.PaperOptions
  vacancy: desktop.VacancyView
}

type TextKey = {
  [K in keyof desktop.PaperForm]: desktop.PaperForm[K] extends string ? K : never
}[keyof desktop.PaperForm]

// yesNo is the answers to a plain question.
export const yesNo = [
  { code: 'yes', label: 'Yes' },
  { code: 'no', label: 'No' },
]

// bind joins a text field of the form to a control: its value, its change, its
// error.
export function bind(paper: Draft, name: TextKey) {
  return {
    name,
    value: paper.form[name],
    onChange: (value: string) => paper.change({ [name]: value }),
    error: paper.errorOf(name),
  }
}

// Part is one part of the form, with its heading.
export function Part({ id, heading, hint, children }: { id: string; heading: string; hint?: string; children: ReactNode }) {
  return (
    <section className="card stack part" id={`part-${id}`} aria-labelledby={`part-${id}-heading`}>
      <div>
        <h2 id={`part-${id}-heading`}>{heading}</h2>
        {hint && <p className="quiet part__hint">{hint}</p>}
      </div>
      {children}
    </section>
  )
}

// ReceiptFields: when the paper came in, and why on paper.
export const ReceiptFields = memo(function ReceiptFields({ paper, options, vacancy }: Props) {
  const form = useFields(paper, 'dateReceived', 'receivedBy', 'hardship', 'hardshipText', 'grades')
  const late = form.dateReceived > vacancy.row.closes && /^\d{4}-/.test(form.dateReceived)
  return (
    <Part id="receipt" heading="Receipt" hint="The date stamp decides whether the application is timely, not the day it is keyed.">
      <DateField
        label="Date received"
        required
        {...bind(paper, 'dateReceived')}
        hint={`Stamp on the envelope, MMDDYY. Closes ${dayWords(vacancy.row.closes)}; keyed today, ${dayWords(today())}`}
        warning={late ? `This is after the closing date, ${dayWords(vacancy.row.closes)}` : undefined}
      />
      <Field label="Received by" required size="middle" {...bind(paper, 'receivedBy')} hint="Who stamped it" />
      <SelectField label="Why on paper" required numbered size="middle" {...bind(paper, 'hardship')} options={options.hardships} />
      {form.hardship === 'other' && <Field label="Reason in words" required {...bind(paper, 'hardshipText')} />}
      <RadioKeys
        label="Grades applied for"
        name="grades"
        many
        inline
        options={vacancy.grades.map((g) => ({ code: g, label: g }))}
        value={form.grades}
        onChange={(grades) => paper.change({ grades: [...grades].sort() })}
        error={paper.errorOf('grades')}
      />
    </Part>
  )
})

// PersonFields: who applies and how to reach them.
export const PersonFields = memo(function PersonFields({ paper, options }: Props) {
  const form = useFields(paper, 'firstName', 'middleName', 'lastName', 'suffix', 'ssn', 'ssnLast4', 'street', 'city', 'state', 'zip', 'country', 'dayPhone', 'eveningPhone', 'email')
  return (
    <Part id="person" heading="Applicant">
      <Field label="Last name" required size="middle" {...bind(paper, 'lastName')} />
      <Field label="First name" required size="middle" {...bind(paper, 'firstName')} />
      <Field label="Middle name" size="middle" {...bind(paper, 'middleName')} />
      <Field label="Suffix" size="tiny" {...bind(paper, 'suffix')} />
      <SsnField
        key={form.ssnLast4 ? 'stored' : 'new'}
        label="Social Security number"
        name="ssn"
        required
        last4={form.ssnLast4}
        onChange={(ssn) => paper.change({ ssn })}
        error={paper.errorOf('ssn')}
      />
      <Field label="Street" required {...bind(paper, 'street')} />
      <Field label="City" required size="middle" {...bind(paper, 'city')} />
      <CodeField label="State" required {...bind(paper, 'state')} options={options.states} />
      <Field label="ZIP code" required size="short" inputMode="numeric" {...bind(paper, 'zip')} />
      <Field label="Country" size="tiny" maxLength={2} {...bind(paper, 'country')} hint="Two letters; US for the United States" />
      <Field label="Day phone" size="short" inputMode="tel" {...bind(paper, 'dayPhone')} />
      <Field label="Evening phone" size="short" inputMode="tel" {...bind(paper, 'eveningPhone')} />
      <Field label="E-mail" size="middle" inputMode="email" {...bind(paper, 'email')} />
    </Part>
  )
})

// ClaimFields: citizenship and veterans' preference.
export const ClaimFields = memo(function ClaimFields({ paper, options }: Props) {
  const form = useFields(paper, 'citizenship', 'preferenceClaim', 'preferenceProof')
  const claims = form.preferenceClaim !== '' && form.preferenceClaim !== 'NV'
  return (
    <Part id="claims" heading="Citizenship and preference">
      <SelectField label="Citizenship" required size="middle" {...bind(paper, 'citizenship')} options={options.citizenships} />
      <SelectField
        label="Preference claimed"
        required
        numbered
        {...bind(paper, 'preferenceClaim')}
        options={options.preferences}
        hint="As claimed on the form; the order uses the code that is adjudicated from the documents"
      />
      {claims && (
        <RadioKeys
          label="Proof with the form"
          name="preferenceProof"
          many
          inline
          options={options.proofs}
          value={form.preferenceProof}
          onChange={(preferenceProof) => paper.change({ preferenceProof })}
          error={paper.errorOf('preferenceProof')}
        />
      )}
    </Part>
  )
})

// SignatureFields: signed, and when.
export const SignatureFields = memo(function SignatureFields({ paper }: Props) {
  const form = useFields(paper, 'signed', 'signatureDate')
  return (
    <Part id="signature" heading="Signature">
      <RadioKeys
        label="Signed"
        name="signed"
        inline
        options={yesNo}
        value={form.signed ? ['yes'] : []}
        onChange={([value]) => paper.change({ signed: value === 'yes' })}
        error={paper.errorOf('signed')}
      />
      <DateField label="Signature date" {...bind(paper, 'signatureDate')} />
    </Part>
  )
})
