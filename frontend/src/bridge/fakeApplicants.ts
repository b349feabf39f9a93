import type { Bridge, desktop } from './bridge'
import { Fault } from './fault'
import { paperOptions } from './fakeData'

// Made-up applicants. What the address asks for decides the state: "many" rows,
// "none", "failing", "slow", or no right to take steps ("reader").

const applicant = (a: Partial<desktop.ApplicantRow>): desktop.ApplicantRow => ({
  id: 'a1',
  vacancy: 'v1',
  announcement: 'DE-16-OSHA-62',
  title: 'Industrial Hygienist',
  number: 'A-7K2M-9QXD',
  place: '1',
  name: 'Okafor, Chidi',
  source: 'Paper',
  status: 'Finished',
  eligible: 'Eligible',
  grades: ['07', '09', '11'],
  grade: '09',
  rating: '87.51',
  answered: '',
  category: 'Best Qualified',
  claimed: 'CPS',
  preference: 'CPS',
  standing: 'verified',
  why: [
    {
      words:
        'Rated Well Qualified (85 or more); placed in the highest category: compensable service-connected disability of 10 percent or more (CPS).',
      citation: '5 USC 3319(b)',
    },
  ],
  ...a,
})

const nobody = [{ words: 'Rated Best Qualified (95 or more); no preference, after the preference eligibles of the category.', citation: '5 USC 3319(a); 5 CFR 337.303' }]

export const applicants: desktop.ApplicantRow[] = [
  applicant({}),
  applicant({
    id: 'a2',
    place: '2',
    name: 'Nguyễn, Thảo',
    number: 'A-B3NW-4HRT',
    source: 'Web',
    rating: '96.40',
    claimed: 'TP',
    preference: '',
    standing: 'claimed',
    why: [{ words: 'Rated Best Qualified (95 or more); preference eligible (TP), ahead of names without preference in the category.', citation: '5 USC 3319(b)' }],
  }),
  applicant({ id: 'a3', place: '3', name: 'Ångström, Björn', source: 'Web', rating: '98.75', claimed: 'NV', preference: '', standing: 'claimed', why: nobody }),
  applicant({ id: 'a4', place: '4', name: 'O’Brien-Sánchez, Maeve', rating: '95.00', answered: '97.25', claimed: 'NV', preference: '', standing: 'claimed', why: nobody }),
  applicant({
    id: 'a5',
    place: '5',
    name: 'Иванова, Мария',
    source: 'Web',
    rating: '88.20',
    category: 'Well Qualified',
    claimed: 'XP',
    preference: 'TP',
    standing: 'tentative',
  }),
  applicant({
    id: 'a6',
    place: '',
    name: 'Tanaka, Keiko',
    rating: '',
    category: '',
    eligible: 'Ineligible',
    claimed: 'NV',
    preference: '',
    standing: 'claimed',
    why: [{ words: 'The answer to question 1 shows that a minimum qualification is not met.', citation: '5 CFR 338.301' }],
  }),
  applicant({ id: 'a7', place: '', name: 'A-X0PC-81GZ', rating: '', grade: '', category: '', status: 'Second keying', eligible: 'Not yet rated', claimed: '', preference: '', standing: '', why: [] }),
]

const family = ['Abdelaziz', 'Castañeda', 'Delgado', 'Haddad', 'Ito', 'Kowalczyk', 'Muñoz', 'Peña', 'Whitehorse', 'Zhang']
const given = ['Noor', 'Luz', 'Rosa', 'Omar', 'Sam', 'Ewa', 'José', 'Gloria', 'Dana', 'Wei']

// manyApplicants are enough for only the rows in sight to be drawn.
const manyApplicants = Array.from({ length: 640 }, (_, i) => {
  const of = applicants[i % 6] ?? applicant({})
  return { ...of, id: `m${i}`, place: of.place && String(i + 1), name: `${family[i % 10]}, ${given[Math.floor(i / 10) % 10]} ${String.fromCharCode(65 + (i % 26))}.` }
})

const ofAll = (rows: desktop.ApplicantRow[]) =>
  rows.map((r, i) => (i % 3 === 1 ? { ...r, vacancy: 'v3', announcement: 'DE-16-ETA-OPDR-035', title: 'Workforce Analyst', grades: ['12'], grade: r.grade && '12' } : r))

const application = (id: string, notes: desktop.NoteView[]): desktop.ApplicationView => {
  const row = applicants.find((a) => a.id === id) ?? applicants[0] ?? applicant({})
  return {
    row,
    vacancy: 'v1',
    grades: row.grades,
    stale: id === 'a5',
    standings: [
      { grade: '07', eligible: true, rating: '92.10', answered: '', category: 'Well Qualified', ruling: '', why: row.why },
      {
        grade: '09',
        eligible: true,
        rating: '87.51',
        answered: '95.25',
        category: 'Best Qualified',
        ruling: 'Rating set to 87.51 by Rosa Delgado, Nov 24, 2026: The résumé shows one year of sampling, not three.',
        why: row.why,
      },
    ],
    answers: [
      { number: '1', text: 'Do you meet the basic education requirement for an Industrial Hygienist as described in the announcement?', answer: ['Yes'], points: '100 of 100, weight 5', screenOut: false },
      {
        number: '2',
        text: 'Which statement describes best your experience in taking air samples at a workplace and reading the results?',
        answer: ['I have performed it as a regular part of a job, independently.'],
        points: '75 of 100, weight 10',
        screenOut: false,
      },
      { number: '3', text: 'Mark each hazard that you have evaluated at a workplace.', answer: ['Noise', 'Silica', 'Lead'], points: '75 of 100, weight 10', screenOut: false },
      { number: '4', text: 'Describe one inspection that you led.', answer: [], points: '', screenOut: false },
    ],
    groups: [
      {
        heading: 'Application',
        facts: [
          { label: 'Number', value: row.number },
          { label: 'Grades', value: '07, 09' },
          { label: 'Received', value: '2026-11-18' },
          { label: 'Why on paper', value: 'No internet access' },
          { label: 'Keyed by', value: 'Sam Ito' },
          { label: 'Keyed second by', value: 'Omar Haddad' },
        ],
      },
      {
        heading: 'Contact',
        facts: [
          { label: 'Address', value: '14 Elm Street\nDenver, CO 80203' },
          { label: 'Day phone', value: '+1 303 555 0142' },
        ],
      },
      {
        heading: 'Claims',
        facts: [
          { label: 'Citizenship', value: 'US' },
          { label: 'Preference claimed', value: 'CPS, 10-point preference, compensable disability 30% or more' },
        ],
      },
    ],
    resume: [
      {
        heading: 'Job A: Safety technician',
        facts: [
          { label: 'Employer', value: 'City of Dayton' },
          { label: 'Time', value: '03/2019 to present' },
          { label: 'Hours per week', value: '40' },
          { label: 'Duties', value: 'Takes air and noise samples at municipal workplaces, keeps the instruments calibrated, writes the reports and explains them to foremen.' },
        ],
      },
      {
        heading: 'School 1: Wright State University',
        facts: [
          { label: 'Major', value: 'Environmental health' },
          { label: 'Degree', value: 'Bachelor 2018' },
        ],
      },
    ],
    preference: { claimed: row.claimed, code: row.preference, status: row.standing, proof: row.preference ? ['DD-214', 'SF-15', 'VA letter'] : [] },
    notes,
    history: [
      { id: 'h5', at: '2026-11-24T15:20:00Z', by: 'Rosa Delgado', what: 'Decided over the answers, grade 09', from: '95.25', to: '87.51', reason: 'The résumé shows one year of sampling, not three.', citation: '' },
      { id: 'h4', at: '2026-11-24T14:05:00Z', by: 'Rosa Delgado', what: 'Veterans’ preference decided', from: 'CPS, claimed', to: 'CPS, verified: DD-214, SF-15, VA letter', reason: '', citation: '5 USC 2108; 5 CFR part 211' },
      { id: 'h3', at: '2026-11-20T16:10:00Z', by: 'Rosa Delgado', what: 'Finished', from: 'verified', to: 'finished', reason: '', citation: '' },
      { id: 'h2', at: '2026-11-20T15:40:00Z', by: 'Omar Haddad', what: 'Keyed a second time', from: '', to: 'agrees with the first keying', reason: '', citation: '' },
      { id: 'h1', at: '2026-11-19T13:02:00Z', by: 'Sam Ito', what: 'Keyed', from: '', to: '', reason: '', citation: '' },
    ],
    ssn: '•••-••-6789',
    mayKey: false,
    mayCheck: false,
    mayNote: true,
    mayAct: true,
  }
}

// applicantsPart is the part of the fake bridge about applicants.
export function applicantsPart(search: string) {
  const empty = search.includes('none')
  const rows = empty ? [] : search.includes('many') ? manyApplicants : applicants
  const may = !search.includes('reader')
  let notes: desktop.NoteView[] = [{ kind: '', text: 'Called about the VA letter; it is on its way.', article: '', version: '', by: 'Sam Ito', at: '2026-11-21T09:12:00Z' }]
  const meet = async () => {
    if (search.includes('failing')) throw new Fault('damaged', 'The list could not be read from this computer. Try again; if it happens twice, open Sync and have the store checked.')
    if (search.includes('slow')) await new Promise(() => {})
  }
  const nameOf = (id: string) => rows.find((r) => r.id === id)?.name ?? id
  const part: Partial<Bridge['hiring']> = {
    async applicants(_vacancy, grade) {
      await meet()
      const note = rows === applicants ? 'Rating 1. In the order of the law: category, preference eligibles first, then by name (5 USC 3319(b)).\nOne paper application is not finished and takes no part.' : ''
      return { grade, rated: true, note, changed: search.includes('changed') ? 2 : 0, seen: 'd', rows, mayAct: may }
    },
    async allApplicants() {
      await meet()
      return { grade: '', rated: false, note: '', changed: 0, seen: '', rows: ofAll(rows), mayAct: may }
    },
    async application(id) {
      await meet()
      return application(id, notes)
    },
    async addApplicationNote(id, text) {
      if (!text.trim()) throw new Fault('invalid', 'Check the fields.', [{ name: 'text', words: 'Write the note first.' }])
      notes = [{ kind: '', text, article: '', version: '', by: 'Rosa Delgado', at: new Date().toISOString() }, ...notes]
      return application(id, notes)
    },
    stepOptions: async () => ({
      preferences: paperOptions.preferences,
      statuses: [
        { code: 'verified', label: 'Verified: the documents were seen' },
        { code: 'tentative', label: 'Tentative: counts until the documents come' },
        { code: 'denied', label: 'Denied: no preference' },
      ],
      proofs: [
        { code: 'DD-214', label: 'DD-214, member 4: release from active duty' },
        { code: 'SF-15', label: 'SF-15: application for 10-point preference' },
        { code: 'VA letter', label: 'VA letter with the combined rating' },
        { code: 'VOW letter', label: 'Certification of an expected discharge (VOW Act)' },
        { code: 'SSP papers', label: 'Sole-survivor papers' },
        { code: 'Family papers', label: 'Marriage or death certificate, for derived preference' },
      ],
      founds: [
        { code: 'IQSE', label: 'IQSE  Lacks the specialized experience that the grade requires. (5 CFR 338.301)' },
        { code: 'IDOC', label: 'IDOC  Did not hand in a document that the announcement requires. (vacancy announcement)' },
      ],
      rule: '5 USC 2108; 5 CFR part 211',
    }),
    async previewStep(ids, step) {
      const wrong = []
      if (step.kind === 'adjudicate' && step.status === 'verified' && step.proof.length === 0) wrong.push({ name: 'proof', words: 'Name the documents seen. TP needs DD-214 or VOW letter.' })
      if (step.kind === '') wrong.push({ name: 'kind', words: 'Choose what is to be done' })
      if (step.kind === 'rate' && !step.rating) wrong.push({ name: 'rating', words: 'Enter the rating that counts' })
      if (step.kind === 'ineligible' && !step.found) wrong.push({ name: 'code', words: 'Choose the reason why the applicant is not eligible' })
      if (step.kind !== 'adjudicate' && step.kind !== 'finish' && !step.reason) wrong.push({ name: 'reason', words: 'Say why; the reason is kept in the application’s history' })
      if (wrong.length > 0) throw new Fault('invalid', 'Some fields need attention.', wrong)
      return ids.map((id) => ({ application: id, name: nameOf(id), seen: 'd', rule: '', ...fateOf(id, step) }))
    },
    takeStep: async (looked) => looked.map((l) => ({ ...l, state: 'waiting' })),
  }
  return part as Pick<Bridge['hiring'], 'applicants' | 'allApplicants' | 'application' | 'addApplicationNote' | 'stepOptions' | 'previewStep' | 'takeStep'>
}

// fateOf refuses one applicant, as if a certificate listed it.
function fateOf(id: string, step: desktop.StepForm): Pick<desktop.StepRow, 'from' | 'to' | 'state' | 'words'> {
  if (id === 'a3') {
    const words =
      'The application is on certificate HQ-2026-0001, which says what was true when it was issued, and cannot change beneath it. Cancel the certificate first, change the application, rate again and issue another.'
    return { from: '', to: '', state: 'refused', words }
  }
  const to = { adjudicate: `${step.code}, ${step.status}: ${step.proof.join(', ')}`, rate: step.rating, ineligible: `ineligible, ${step.found}`, withdraw: 'withdrawn' }[step.kind]
  return { from: step.kind === 'adjudicate' ? 'TP, claimed' : '95.25', to: to ?? 'finished', state: 'can', words: '' }
}
