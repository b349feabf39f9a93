import type { desktop } from '../bridge'

// StepKind is what is done to one application or to many.
export type StepKind = 'adjudicate' | 'rate' | 'ineligible' | 'move'

// Target is an application that a step is taken on, as the lists know it.
export type Target = Pick<desktop.ApplicantRow, 'id' | 'name' | 'grades' | 'grade' | 'claimed' | 'preference' | 'standing'> & { proof?: string[] } // handed in, or seen once it is decided

export const stepButtons: [StepKind, string][] = [
  ['adjudicate', 'Decide preference…'],
  ['rate', 'Lower rating…'],
  ['ineligible', 'Find ineligible…'],
  ['move', 'Move…'],
]

export const stepHeadings: Record<StepKind, string> = {
  adjudicate: 'Decide veterans’ preference',
  rate: 'Lower a rating',
  ineligible: 'Find ineligible',
  move: 'Move an application',
}

// firstForm is the form as it opens: for one application with what is known.
export function firstForm(kind: StepKind, targets: Target[]): desktop.StepForm {
  const one = targets.length === 1 ? targets[0] : undefined
  const grades = gradesOf(targets)
  const decided = one && one.standing !== 'claimed' && one.standing !== ''
  return {
    kind: kind === 'move' ? '' : kind,
    code: kind === 'adjudicate' && one ? (decided ? one.preference : one.claimed) : '',
    status: decided ? one.standing : 'verified',
    proof: decided ? (one.proof ?? []) : [], // what was handed in is not yet seen
    grade: one?.grade || (grades.length === 1 ? (grades[0] ?? '') : ''),
    rating: '',
    found: '',
    reason: '',
  }
}

// gradesOf are the grades that every one of the vacancies announces, or else all
// that some announce.
export function gradesOf(targets: Target[]): string[] {
  const all = [...new Set(targets.flatMap((t) => t.grades))].sort()
  const shared = all.filter((g) => targets.every((t) => t.grades.includes(g)))
  return shared.length > 0 ? shared : all
}

// people is a count with its noun.
export const people = (n: number) => `${n.toLocaleString('en-US')} ${n === 1 ? 'applicant' : 'applicants'}`

// doing is the button that takes the step on so many.
export function doing(form: desktop.StepForm, n: number): string {
  const whom = people(n)
  switch (form.kind) {
    case 'adjudicate':
      return `Decide the preference of ${whom}`
    case 'rate':
      return `Lower the rating of ${whom}`
    case 'ineligible':
      return `Find ${whom} ineligible`
    case 'lift':
      return `Let the answers of ${whom} count again`
    case 'finish':
      return `Finish ${n === 1 ? '1 application' : `${n} applications`}`
    case 'reopen':
      return `Open ${n === 1 ? '1 application' : `${n} applications`} again`
  }
  return `Withdraw ${n === 1 ? '1 application' : `${n} applications`}`
}
