import type { desktop } from '../bridge'
import { CodeField, DateField, Field, RadioKeys, SelectField, TextArea, wordsOf } from '../ui'
import { Screening } from './Screening'
import type { Call } from './useCall'
import { useZIP } from './useZIP'

type TextKey = { [K in keyof desktop.CallForm]: desktop.CallForm[K] extends string ? K : never }[keyof desktop.CallForm]

interface Props {
  call: Call
  options: desktop.InquiryOptions
}

// CallFields is the intake form in the order of the conversation.
export function CallFields({ call, options }: Props) {
  const { form, change, fault } = call
  const { zip, fill } = useZIP(call)
  const field = (name: TextKey) => ({
    name,
    value: form[name],
    onChange: (value: string) => change({ [name]: value }),
    error: wordsOf(fault, name),
  })
  return (
    <>
      <div className="grid">
        <Field label="First name" {...field('firstName')} />
        <div>
          <Field label="Last name" {...field('lastName')} disabled={form.oneName} />
          <label className="check check--below">
            <input type="checkbox" tabIndex={-1} checked={form.oneName} onChange={(e) => change({ oneName: e.target.checked, lastName: '' })} />
            Has one name
          </label>
        </div>
        <Field label="Home ZIP" size="short" inputMode="numeric" {...field('homeZip')} hint="For the status check" />
        <Field label="Phone" inputMode="tel" {...field('phone')} />
        <Field label="E-mail" inputMode="email" {...field('email')} />
        <RadioKeys
          label="Answer by"
          name="preferredContact"
          inline
          options={[
            { code: 'phone', label: 'Phone' },
            { code: 'email', label: 'E-mail' },
          ]}
          value={[form.preferredContact]}
          onChange={([preferredContact = 'phone']) => change({ preferredContact })}
          error={wordsOf(fault, 'preferredContact')}
        />
      </div>
      <div className="grid">
        <Field label="Company" {...field('company')} />
        <div>
          <Field
            label="Workplace ZIP"
            size="short"
            inputMode="numeric"
            {...field('workZip')}
            disabled={form.workZipUnknown}
            onBlur={fill}
            warning={zip.data?.warning || undefined}
            reads={zip.data?.known ? zip.data.states.map((s) => s.label).join(', ') : undefined}
          />
          <label className="check check--below">
            <input
              type="checkbox"
              tabIndex={-1}
              checked={form.workZipUnknown}
              onChange={(e) => change({ workZipUnknown: e.target.checked, workZip: '' })}
            />
            Not known
          </label>
        </div>
        <CodeField label="State" {...field('state')} options={options.states} />
        <SelectField label="County" {...field('county')} options={zip.data?.counties ?? []} none="I don’t know" />
        <Field label="City" {...field('city')} />
        <Field label="Street" {...field('street')} />
      </div>
      <Screening categories={options.categories} value={form.category} onChange={(category) => change({ category })} error={wordsOf(fault, 'category')} />
      <div className="grid">
        <SelectField label="Came by" {...field('channel')} options={options.channels} none="Choose one" />
        <DateField label="Date received" {...field('received')} hint="MMDDYY; empty: today" />
        <DateField label="Last event" {...field('lastEvent')} hint="MMDDYY; tells the deadline" />
      </div>
      <TextArea label="What it is about" rows={3} {...field('description')} hint="Never write a Social Security number here. Tab goes on" />
      <TextArea label="Answer given on the call" rows={2} {...field('answer')} hint="Only when the question is answered already. Tab goes on" />
      <SelectField
        label="Required fields missing because"
        {...field('refused')}
        options={options.refusals}
        none="Nothing is missing"
        hint="On a call, required fields may stay empty with a reason"
      />
    </>
  )
}
