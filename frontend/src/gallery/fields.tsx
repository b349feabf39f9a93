import { CodeField, DateField, Field, MonthField, RadioKeys, SelectField, SsnField, TextArea } from '../ui'
import { Held, State } from './State'

const states = [
  { code: 'CO', label: 'Colorado' },
  { code: 'TX', label: 'Texas' },
]
const nothing = () => {}

// Fields is every state of a field, labels above and at the left.
export function Fields() {
  const some = (
    <>
      <Held start="">{(v, set) => <Field label="City" name="city" value={v} onChange={set} />}</Held>
      <Field label="Company" name="company" value="Front Range Logistics" onChange={nothing} hint="As on the letterhead" required />
      <Field label="ZIP" name="zip" size="short" value="802" onChange={nothing} error="Enter the 5-digit ZIP code" />
      <Field label="Phone" name="phone" size="middle" value="303-555-0142" onChange={nothing} warning="Another caller has this number" />
      <Field label="Read only" name="ro" value="Set by the server" onChange={nothing} disabled />
      <SelectField label="Grade" name="grade" size="short" value="" onChange={nothing} options={[{ code: '09', label: '09' }]} />
      <Held start="TX">{(v, set) => <CodeField label="State" name="state" value={v} onChange={set} options={states} />}</Held>
      <CodeField label="State, wrong" name="state2" value="QQ" onChange={nothing} options={states} />
      <Held start="03/2019">{(v, set) => <MonthField label="From" name="from" value={v} onChange={set} present />}</Held>
      <Held start="">{(v, set) => <TextArea label="Note" name="note" value={v} onChange={set} hint="What was said and agreed" />}</Held>
    </>
  )
  return (
    <div className="columns">
      <State name="Label above">
        <div className="stack">{some}</div>
      </State>
      <State name="Label at the left, for keying">
        <div className="stack lined">{some}</div>
      </State>
    </div>
  )
}

// Dates is every state of a day that is keyed.
export function Dates() {
  return (
    <div className="stack">
      <Held start="">{(v, set) => <DateField label="Empty" name="a" value={v} onChange={set} />}</Held>
      <DateField label="Filled" name="b" value="2026-11-22" onChange={nothing} />
      <DateField label="No such day" name="c" value="133326" onChange={nothing} />
      <DateField label="Refused" name="d" value="2026-12-01" onChange={nothing} error="Enter a day that is not in the future" />
      <DateField label="With its own hint" name="e" value="2026-11-22" onChange={nothing} hint="The stamp on the envelope" required />
    </div>
  )
}

// Ssn is every state of a Social Security number.
export function Ssn() {
  return (
    <div className="stack">
      <SsnField label="Empty" name="a" last4="" onChange={nothing} required />
      <SsnField label="On record" name="b" last4="6789" onChange={nothing} />
      <SsnField label="Refused" name="c" last4="" onChange={nothing} error="Enter all nine digits of the Social Security number" />
    </div>
  )
}

const answers = [
  { code: 'a', label: 'I have done this as a regular part of a job, without help' },
  { code: 'b', label: 'I have done this under supervision' },
  { code: 'c', label: 'I have not done this' },
]

// Choices is answers that are marked by number.
export function Choices() {
  return (
    <div className="stack">
      <Held start={['b']}>{(v, set) => <RadioKeys label="One answer" name="a" options={answers} value={v} onChange={set} />}</Held>
      <Held start={['a', 'c']}>
        {(v, set) => <RadioKeys label="Several answers" name="b" hint="Mark all that hold" many options={answers} value={v} onChange={set} />}
      </Held>
      <Held start={[] as string[]}>
        {(v, set) => (
          <RadioKeys
            label="Beside each other"
            name="c"
            inline
            error="Mark yes or no"
            options={[
              { code: 'y', label: 'Yes' },
              { code: 'n', label: 'No' },
            ]}
            value={v}
            onChange={set}
          />
        )}
      </Held>
    </div>
  )
}
