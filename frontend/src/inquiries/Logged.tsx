import { useEffect, useRef } from 'react'
import type { desktop } from '../bridge'
import { to } from '../router'
import { dayWords, KeyHint, Notice, Why } from '../ui'

interface Props {
  saved: desktop.CallSaved
  name: string
  onNext: () => void
}

// Logged shows the tracking number and how to read it aloud.
export function Logged({ saved, name, onNext }: Props) {
  const next = useRef<HTMLButtonElement>(null)
  useEffect(() => next.current?.focus(), [])
  return (
    <div className="logged stack appear">
      <h1>Inquiry saved</h1>
      <Notice level="good" heading={name ? `The inquiry of ${name} is saved` : 'The inquiry is saved'}>
        <p>It is on this computer and goes to the server at the next sync.</p>
      </Notice>
      <section className="card stack" aria-label="Tracking number">
        <p className="quiet">Read this number to the caller</p>
        <p className="tracking number">{saved.tracking}</p>
        <p className="tracking__aloud">{saved.aloud}</p>
        <p className="quiet">With this number and the home ZIP code the caller can check the status on the web site.</p>
      </section>
      {saved.deadline && (
        <Notice level="warn" heading="Tell the caller">
          <p>{saved.deadline}</p>
        </Notice>
      )}
      {saved.warnings.map((w) => (
        <Notice key={w}>
          <p>{w}</p>
        </Notice>
      ))}
      <section className="card">
        <h2>Who answers{saved.due && `, by ${dayWords(saved.due)}`}</h2>
        <p>
          <strong>{saved.office}</strong>
          {saved.officePhone && ` · ${saved.officePhone}`}
        </p>
        <Why reasons={saved.why} />
      </section>
      <div className="row">
        <button ref={next} type="button" className="usa-button" onClick={onNext}>
          Next call <KeyHint keys="Ctrl+Enter" />
        </button>
        <a className="usa-button usa-button--outline" href={to('inquiry', saved.id)}>
          Open this inquiry
        </a>
        <a href={to('inquiries')}>Open the queue</a>
      </div>
    </div>
  )
}
