import type { desktop } from './bridge'
import { questions, vacancies } from './fakeData'

// A made-up draft announcement, with what the real rules would say of it.

const sections: [string, string][] = [
  ['position', 'Position and pay'],
  ['dates', 'Dates and openings'],
  ['location', 'Location and travel'],
  ['eligibility', 'Who may apply'],
  ['duties', 'Summary and duties'],
  ['requirements', 'Conditions of employment'],
  ['qualifications', 'Qualifications'],
  ['evaluation', 'How you will be evaluated'],
  ['documents', 'Required documents'],
  ['apply', 'How to apply'],
  ['questions', 'Questions'],
]

export const blankForm: desktop.VacancyForm = {
  id: '',
  office: 'hq',
  title: '',
  department: '',
  agency: 'Occupational Safety and Health Administration',
  subAgency: '',
  series: '',
  payPlan: '',
  grades: '',
  promotionPotential: '',
  salaryMin: '',
  salaryMax: '',
  salaryPer: 'Per Year',
  supervisory: '',
  announcement: '',
  opens: '',
  closes: '',
  openings: '',
  appointmentType: '',
  workSchedule: '',
  specialistName: 'Rosa Delgado',
  locations: '',
  travel: '',
  telework: '',
  remote: '',
  relocation: '',
  hiringPaths: [],
  whoMayApply: '',
  citizensOnly: 'yes',
  summary: '',
  duties: '',
  conditions: '',
  requirements: '',
  clearance: '',
  drugTest: '',
  qualifications: '',
  education: '',
  howEvaluated: '',
  categories: [
    { name: 'Best Qualified', from: '95' },
    { name: 'Well Qualified', from: '85' },
    { name: 'Qualified', from: '70' },
  ],
  scientificProfessional: 'no',
  requiredDocuments: '',
  howToApply: '',
  nextSteps: '',
  contactEmail: '',
  contactPhone: '',
}

// writtenForm is a draft that is half written.
export const writtenForm: desktop.VacancyForm = {
  ...blankForm,
  id: 'v6',
  title: 'Industrial Hygienist',
  department: 'Department of Labor',
  series: '0690',
  payPlan: 'GS',
  grades: '07, 09, 11',
  promotionPotential: '12',
  salaryMin: '53435',
  salaryMax: '84000',
  supervisory: 'no',
  announcement: 'DE-26-OSHA-14',
  opens: '2026-12-01',
  closes: '2026-12-15',
  openings: '4',
  locations: 'Denver, Colorado\nAustin, Texas',
  travel: 'Occasional travel',
  telework: 'yes',
  relocation: 'no',
  summary: 'You inspect workplaces, evaluate hazards to health and recommend how to abate them.',
  duties: 'Plans and conducts inspections of workplaces.\nTakes samples of air and noise.\nWrites reports that stand up before a judge.',
  howEvaluated: 'Your résumé and your answers are compared with the qualifications; see the categories below.',
}

// gapsOf says of a few fields what the real rules say.
function gapsOf(form: desktop.VacancyForm, chosen: number): desktop.GapView[] {
  const gap = (section: string, field: string, words: string, citation: string, stops = true) => ({ section, field, words, citation, stops })
  const policy = 'OPM policy (USAJOBS announcement playbook)'
  const all: [boolean, desktop.GapView][] = [
    [!form.title, gap('position', 'title', 'Enter the title of the position, without grade or series.', '5 CFR 330.104(a)(3)')],
    [!form.series, gap('position', 'series', 'Enter the occupational series, four digits.', '5 CFR 330.104(a)(3)')],
    [!form.announcement, gap('dates', 'announcement', 'Enter the announcement number.', '5 CFR 330.104(a)(2)')],
    [!form.closes, gap('dates', 'closes', 'Enter the closing date: applications are taken until 11:59 pm Eastern time.', '5 CFR 330.104(a)(6)')],
    [!form.appointmentType, gap('dates', 'appointmentType', 'Choose the type of appointment.', policy)],
    [!form.workSchedule, gap('dates', 'workSchedule', 'Choose the work schedule.', policy)],
    [!form.locations, gap('location', 'locations', 'Enter at least one duty location.', '5 CFR 330.104(a)(4)')],
    [!form.whoMayApply, gap('eligibility', 'whoMayApply', 'Say who may apply: the area of consideration.', policy)],
    [!/veteran/i.test(form.whoMayApply), gap('eligibility', 'whoMayApply', 'Tell how veterans’ preference is claimed.', '5 CFR 330.104(a)(13)', false)],
    [!form.duties, gap('duties', 'duties', 'Describe the duties, one a line.', '5 CFR 330.104(a)(9)')],
    [!form.conditions, gap('requirements', 'conditions', 'List the conditions of employment, one a line.', policy, false)],
    [!form.qualifications, gap('qualifications', 'qualifications', 'Describe the qualifications, with the competencies that are measured.', '5 CFR 330.104(a)(7)')],
    [!form.howEvaluated, gap('evaluation', 'howEvaluated', 'Tell how applicants are rated.', '5 CFR 330.104(a)(10)')],
    [!form.requiredDocuments, gap('documents', 'requiredDocuments', 'List what has to be filed with the application.', '5 CFR 330.104(a)(11)')],
    [!form.howToApply, gap('apply', 'howToApply', 'Tell how to apply, online and on paper.', '5 CFR 330.104(a)(12)')],
    [!form.contactEmail && !form.contactPhone, gap('apply', 'contactEmail', 'Enter an e-mail address or a telephone number of the contact.', '5 CFR 330.104(a)(16)')],
    [chosen === 0, gap('questions', 'questions', 'Choose the questions: applicants are rated by them.', '5 CFR 330.104(a)(10)')],
  ]
  return all.filter(([missing]) => missing).map(([, g]) => g)
}

export function draftOf(form: desktop.VacancyForm, chosen: desktop.QuestionView[] = []): desktop.VacancyDraft {
  return {
    form,
    sections: sections.map(([key, label]) => ({ key, label })),
    gaps: gapsOf(form, chosen.length),
    problems: form.openings && !/^\d+$/.test(form.openings) ? [{ field: 'openings', words: 'Enter the number of openings, from 1 to 10,000', stops: true }] : [],
    clashes: [],
    savedAt: new Date().toISOString(),
    chosen,
    mayOpen: true,
  }
}

const same = (labels: string[]) => labels.map((label) => ({ code: label, label }))

export const vacancyOptions: desktop.VacancyOptions = {
  offices: [{ code: 'hq', label: 'hq' }],
  series: [
    { code: '0343', label: 'Management and Program Analysis' },
    { code: '0690', label: 'Industrial Hygiene' },
    { code: '1306', label: 'Health Physics' },
  ],
  payPlans: [
    { code: 'ES', label: 'Senior Executive Service' },
    { code: 'GS', label: 'General Schedule' },
  ],
  payIntervals: [
    { code: 'Per Year', label: 'Per year' },
    { code: 'Per Hour', label: 'Per hour' },
  ],
  appointments: same(['Permanent', 'Temporary', 'Term']),
  schedules: same(['Full-time', 'Part-time', 'Intermittent']),
  travel: same(['Not required', 'Occasional travel', '25% or less']),
  clearances: same(['Not Required', 'Secret', 'Top Secret']),
  hiringPaths: [
    { code: 'PUBLIC', label: 'Open to the public' },
    { code: 'VET', label: 'Veterans' },
    { code: 'FED-COMPETITIVE', label: 'Federal employees - Competitive service' },
    { code: 'DISABILITY', label: 'Individuals with disabilities' },
  ],
  kinds: [
    { code: 'yesNo', label: 'Yes or no' },
    { code: 'scale', label: 'The usual scale of experience' },
    { code: 'number', label: 'A number' },
    { code: 'longText', label: 'A text' },
  ],
}

export const library: desktop.LibraryQuestion[] = questions.map((question, i) => ({
  key: `k${i + 1}`,
  used: 3 - i,
  last: vacancies[i]?.number ?? '',
  question: { ...question, id: '', number: '' },
}))

// choose makes the questions of a draft from what was chosen.
export function choose(had: desktop.QuestionView[], chosen: desktop.ChosenQuestion[]): desktop.QuestionView[] {
  return chosen.map((c, i) => {
    const known = had.find((q) => q.id === c.id) ?? library.find((l) => l.key === c.key)?.question
    const base = known ?? { ...questions[0]!, text: c.text, kind: c.kind, choices: [], screenOut: c.screenOut }
    return { ...base, id: c.id || `q${i + 1}-${c.key || 'new'}`, number: String(i + 1), weight: c.weight, required: c.required }
  })
}

// page stands for the public site's page.
export const page = (form: desktop.VacancyForm) =>
  `<!doctype html><html lang="en"><head><title>${form.title}</title><style>body { font: 17px/1.5 'Source Sans Pro Web', sans-serif; margin: 2rem; } h1 { font-family: Georgia, serif; color: #162e51; }</style></head><body><main><h1>${form.title}</h1><p>${form.agency}</p><h2>Summary</h2><p>${form.summary}</p></main></body></html>`

export const history: desktop.HistoryRow[] = [
  { key: '5', at: '2026-11-20T19:40:00Z', who: 'Rosa Delgado', what: 'Amended', parts: 'Closes, Openings', reason: 'The post in Austin was added' },
  { key: '4', at: '2026-10-29T13:02:00Z', who: 'Rosa Delgado', what: 'Opened to applications', parts: '', reason: '' },
  { key: '3', at: '2026-10-28T18:21:00Z', who: 'Keisha Brown', what: 'Questions chosen', parts: '', reason: '' },
  { key: '2', at: '2026-10-27T15:10:00Z', who: 'Rosa Delgado', what: 'Announcement written', parts: 'Position and pay, Summary and duties, How to apply', reason: '' },
  { key: '1', at: '2026-10-27T15:04:00Z', who: 'Rosa Delgado', what: 'Copied from another vacancy', parts: 'DE-15-OSHA-31', reason: '' },
]

export const rating: desktop.RatingView = {
  round: 1,
  ratedAt: '2026-11-21T16:30:00Z',
  finished: 12,
  waiting: 2,
  drafts: 0,
  grades: ['07', '09', '11'].map((grade, i) => ({
    grade,
    eligible: 9 - i,
    ineligible: 3 + i,
    categories: [
      { name: 'Best Qualified', count: 3, more: '95 and above; preference eligibles: 2' },
      { name: 'Well Qualified', count: 4 - i, more: '85 and above; preference eligibles: 1' },
      { name: 'Qualified', count: 2, more: '70 and above; preference eligibles: 0' },
    ],
    reasons: [
      { name: 'Answered a question that screens out', count: 2, more: 'IMQS' },
      { name: 'Did not apply for this grade', count: 1 + i, more: 'IGRD' },
    ],
  })),
}

export const week: desktop.WeekView = {
  days: ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'],
  applications: [5, 0, 2, 7, 11, 4, 6],
  inquiries: [11, 0, 0, 14, 9, 12, 5],
  closed: [9, 0, 0, 10, 11, 8, 7],
}
