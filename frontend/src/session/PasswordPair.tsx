import { useEffect, useState } from 'react'
import { type desktop, type Fault, useBridge } from '../bridge'
import { Field, wordsOf } from '../ui'

interface Props {
  password: string
  again: string
  onPassword: (text: string) => void
  onAgain: (text: string) => void
  fault: Fault | null
}

// PasswordPair asks for a new password twice, with its rules (IA-5) and what the
// one typed so far lacks.
export function PasswordPair({ password, again, onPassword, onAgain, fault }: Props) {
  const bridge = useBridge()
  const [rules, setRules] = useState<desktop.RulesView | null>(null)
  useEffect(() => {
    let current = true
    bridge.session.passwordRules(password).then(
      (next) => current && setRules(next),
      () => {},
    )
    return () => {
      current = false
    }
  }, [bridge, password])
  return (
    <>
      <ul className="rules" aria-label="Rules for the password">
        {rules?.rules.map((r) => (
          <li key={r}>{r}</li>
        ))}
      </ul>
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={onPassword}
        error={wordsOf(fault, 'password')}
      />
      <Field
        label="New password again"
        name="again"
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={onAgain}
        error={wordsOf(fault, 'again')}
      />
      <p className="quiet" role="status">
        {password ? sofar(rules?.problem, password, again) : 'Nobody but you knows the password; no one can read it to you later.'}
      </p>
    </>
  )
}

function sofar(problem: string | undefined, password: string, again: string): string {
  if (problem) return problem
  if (!again) return 'This password meets the rules. Type it once more.'
  return again === password ? 'Both passwords are the same and meet the rules.' : 'The two passwords differ so far.'
}
