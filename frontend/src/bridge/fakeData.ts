import type { desktop } from './bridge'

// Made-up people and real-looking vacancies for tests and for looking at the
// screens without a program behind them.

export const notice: desktop.NoticeView = {
  heading: 'You are entering a United States Government information system',
  lines: [
    'This system is for authorized use by staff of the agency only.',
    'Use of this system may be monitored, recorded and audited.',
    'Unauthorized use is prohibited and subject to criminal and civil penalties.',
    'By using this system you consent to monitoring and recording.',
    'Privacy and security notices are in the privacy statement of the agency’s web site.',
  ],
}

export const session: desktop.SessionView = {
  state: 'signed-out',
  login: 'rdelgado',
  name: 'Rosa Delgado',
  office: 'Headquarters Human Resources Office',
  roles: ['HR specialist', 'Agent'],
  rights: [
    'vacancy.read',
    'vacancy.act',
    'application.read',
    'application.key',
    'application.verify',
    'application.reveal',
    'certificate.read',
    'certificate.issue',
    'certificate.select',
    'inquiry.read',
    'inquiry.log',
    'inquiry.work',
    'sync.resolve',
  ],
  idleMinutes: 15,
  notice,
  waiting: 0,
  ended: '',
}

const row = (v: Partial<desktop.VacancyRow>): desktop.VacancyRow => ({
  id: 'v1',
  number: 'DE-16-OSHA-62',
  title: 'Industrial Hygienist',
  agency: 'Occupational Safety and Health Administration',
  series: 'GS-0690-07/09/11',
  opens: '2026-10-29',
  closes: '2026-11-28',
  status: 'open',
  statusWords: 'Open',
  applications: 14,
  toVerify: 2,
  ...v,
})

export const vacancies: desktop.VacancyRow[] = [
  row({}),
  row({
    id: 'v2',
    number: 'DE-16-BLS-SM-091',
    title: 'Research Statistician',
    agency: 'Bureau of Labor Statistics',
    series: 'GS-1530-12/13',
    closes: '2026-11-27',
    applications: 31,
    toVerify: 0,
  }),
  row({
    id: 'v3',
    number: 'DE-16-ETA-OPDR-035',
    title: 'Workforce Analyst',
    agency: 'Employment and Training Administration',
    series: 'GS-0140-12',
    status: 'underReview',
    statusWords: 'Under review',
    closes: '2026-11-13',
    applications: 48,
    toVerify: 0,
  }),
  row({
    id: 'v4',
    number: 'DEV-2016-0020',
    title: 'Medical Technologist',
    agency: 'Bureau of Prisons',
    series: 'GL-0644-09',
    status: 'certified',
    statusWords: 'Certified',
    closes: '2026-11-06',
    applications: 9,
    toVerify: 0,
  }),
  row({
    id: 'v5',
    number: 'PH-16-JP-1650956',
    title: 'Administrative Support Assistant',
    agency: 'National Oceanic and Atmospheric Administration',
    series: 'GS-0303-06',
    status: 'closed',
    statusWords: 'Closed',
    closes: '2026-11-20',
    applications: 67,
    toVerify: 5,
  }),
]

export const questions: desktop.QuestionView[] = [
  {
    id: 'q1',
    number: '1',
    grade: '',
    kind: 'yesNo',
    text: 'Do you meet the basic education requirement for an Industrial Hygienist as described in the announcement?',
    weight: '5',
    required: true,
    screenOut: true,
    when: '',
    is: [],
    choices: [
      { id: 'yes', text: 'Yes', points: '100', screenOut: false },
      { id: 'no', text: 'No', points: '0', screenOut: true },
    ],
  },
  {
    id: 'q2',
    number: '2',
    grade: '',
    kind: 'single',
    text: 'Which statement describes best your experience in taking air samples at a workplace and reading the results?',
    weight: '10',
    required: true,
    screenOut: false,
    when: '',
    is: [],
    choices: [
      { id: 'a', text: 'I have not had education, training or experience in this task.', points: '0', screenOut: false },
      { id: 'b', text: 'I have had training in this task, but have not yet performed it on the job.', points: '25', screenOut: false },
      { id: 'c', text: 'I have performed it on the job under close supervision.', points: '50', screenOut: false },
      { id: 'd', text: 'I have performed it as a regular part of a job, independently.', points: '75', screenOut: false },
      { id: 'e', text: 'I have trained others in it or am consulted as an expert.', points: '100', screenOut: false },
    ],
  },
  {
    id: 'q3',
    number: '3',
    grade: '',
    kind: 'multiple',
    text: 'Mark each hazard that you have evaluated at a workplace.',
    weight: '10',
    required: false,
    screenOut: false,
    when: '',
    is: [],
    choices: [
      { id: 'a', text: 'Noise', points: '25', screenOut: false },
      { id: 'b', text: 'Silica', points: '25', screenOut: false },
      { id: 'c', text: 'Lead', points: '25', screenOut: false },
      { id: 'd', text: 'Heat', points: '25', screenOut: false },
    ],
  },
]

export const vacancyView = (id: string): desktop.VacancyView => ({
  row: vacancies.find((v) => v.id === id) ?? row({ id }),
  grades: ['07', '09', '11'],
  round: 1,
  facts: [
    { label: 'Salary', value: '$35,359 to $68,036 per year' },
    { label: 'Openings', value: '4' },
    { label: 'Locations', value: 'Denver, Colorado\nAustin, Texas' },
    { label: 'Who may apply', value: 'United States citizens' },
    { label: 'Schedule', value: 'Full time, permanent' },
    { label: 'Specialist', value: 'Rosa Delgado' },
  ],
  sections: [
    {
      heading: 'Summary',
      text: 'This position is located in a regional office. The incumbent inspects workplaces, evaluates hazards to health and recommends how to abate them.',
    },
    {
      heading: 'Duties',
      text: 'Plans and conducts inspections of workplaces.\nTakes samples of air and noise.\nWrites reports that stand up before a judge.',
    },
    { heading: 'Qualifications', text: 'One year of specialized experience at the next lower grade, or education as described under Education.' },
  ],
  questions,
  method: 'Category rating (5 USC 3319).\nBest Qualified 95 and above, Well Qualified 85 to 94.99, Qualified 70 to 84.99.',
  acts: [
    { code: 'key', label: 'Key a paper application' },
    { code: 'close', label: 'Close' },
    { code: 'rate', label: 'Rate' },
    { code: 'certify', label: 'Certify' },
  ],
})

const applicant = (a: Partial<desktop.ApplicantRow>): desktop.ApplicantRow => ({
  id: 'a1',
  place: '1',
  name: 'Okafor, Chidi',
  source: 'Paper',
  status: 'Finished',
  eligible: 'Eligible',
  reason: '',
  rating: '87.51',
  category: 'Best Qualified',
  claimed: 'CPS',
  preference: 'CPS',
  why: [
    { words: 'Rated 87.51: 70 + 30 × 35/60.', citation: '5 CFR 337.101(a)' },
    {
      words: 'Placed in Best Qualified: a service-connected disability of 30 percent or more puts a qualified veteran in the highest category.',
      citation: '5 USC 3319(b)',
    },
    { words: 'Stands before those without preference in the category.', citation: '5 USC 3319(b)' },
  ],
  ...a,
})

export const applicants: desktop.ApplicantRow[] = [
  applicant({}),
  applicant({ id: 'a2', place: '2', name: 'Nguyễn, Thảo', source: 'Web', rating: '96.40', claimed: 'TP', preference: 'TP' }),
  applicant({ id: 'a3', place: '3', name: 'Ångström, Björn', source: 'Web', rating: '98.75', claimed: 'NV', preference: 'NV' }),
  applicant({ id: 'a4', place: '4', name: 'O’Brien-Sánchez, Maeve', rating: '95.00', claimed: 'NV', preference: 'NV' }),
  applicant({
    id: 'a5',
    place: '5',
    name: 'Иванова, Мария',
    source: 'Web',
    rating: '88.20',
    category: 'Well Qualified',
    claimed: 'XP',
    preference: 'TP',
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
    why: [{ words: 'Answered “No” to question 1, which screens out.', citation: '5 CFR 337.101' }],
  }),
]

const line = (a: desktop.ApplicantRow, block: string, residence: string): desktop.CertificateLine => ({
  application: a.id,
  place: a.place,
  category: a.category,
  block,
  name: a.name,
  preference: a.preference,
  rating: a.rating,
  residence,
  decision: '',
  note: '',
  why: a.why,
})

export const certificate = (id: string): desktop.CertificateView => ({
  row: {
    id,
    number: 'HQ-2026-0001',
    grade: '09',
    status: 'Issued',
    issued: '2026-11-22T14:02:11Z',
    returnBy: '2026-12-07',
    expires: '2027-02-20',
    names: 5,
    selected: 0,
  },
  vacancy: 'v4',
  facts: [
    { label: 'Announcement', value: 'DE-16-OSHA-62' },
    { label: 'Position', value: 'Industrial Hygienist, GS-0690-09' },
    { label: 'Duty location', value: 'Denver, Colorado' },
    { label: 'Openings', value: '1' },
    { label: 'Return by', value: '2026-12-07' },
    { label: 'Expires', value: '2027-02-20' },
  ],
  method:
    'Category rating (5 USC 3319; 5 CFR 337.304). Two categories. CP and CPS placed in the highest category. Not merged: four names in the highest category.',
  seen: 'digest',
  problem: '',
  lines: [
    ...applicants.slice(0, 2).map((a) => line(a, 'Preference eligibles', 'Lagos Heights, TX')),
    ...applicants.slice(2, 4).map((a) => line(a, 'Non-preference eligibles', 'Denver, CO')),
    ...applicants.slice(4, 5).map((a) => line(a, 'Preference eligibles', 'Boise, ID')),
  ],
  codes: [
    { code: 'A', label: 'Selected' },
    { code: 'NS', label: 'Not selected' },
    { code: 'D', label: 'Declined' },
  ],
  mayIssue: id === '',
  mayDecide: id !== '',
  mayExport: id !== '',
})

export const paperOptions: desktop.PaperOptions = {
  hardships: [
    { code: 'noInternet', label: 'No internet access' },
    { code: 'accommodation', label: 'Disability accommodation' },
    { code: 'outage', label: 'The online system was down' },
    { code: 'other', label: 'Another reason' },
  ],
  states: [
    { code: 'CO', label: 'Colorado' },
    { code: 'NY', label: 'New York' },
    { code: 'TX', label: 'Texas' },
  ],
  citizenships: [
    { code: 'US', label: 'United States' },
    { code: 'CA', label: 'Canada' },
  ],
  preferences: [
    { code: 'NV', label: 'NV  No preference' },
    { code: 'TP', label: 'TP  5 points, qualifying service' },
    { code: 'XP', label: 'XP  10 points, other' },
    { code: 'CP', label: 'CP  10 points, compensable 10 to under 30 percent' },
    { code: 'CPS', label: 'CPS  10 points, 30 percent or more' },
    { code: 'SSP', label: 'SSP  Sole survivorship, no points' },
  ],
  proofs: [
    { code: 'DD-214', label: 'DD-214' },
    { code: 'SF-15', label: 'SF-15' },
    { code: 'VA letter', label: 'VA letter' },
  ],
  levels: [
    { code: 'highSchool', label: 'High school or GED' },
    { code: 'bachelor', label: 'Bachelor’s degree' },
    { code: 'master', label: 'Master’s degree' },
  ],
}

const inquiry = (q: Partial<desktop.InquiryRow>): desktop.InquiryRow => ({
  id: 'i1',
  tracking: '4821-A7K3-MQ9M',
  name: 'José Ángel Muñoz',
  category: 'Protected veteran discrimination',
  channel: 'Phone',
  office: 'Denver Office',
  status: 'assigned',
  statusWords: 'Assigned',
  received: '2026-11-16T15:20:00Z',
  age: 4,
  due: '2026-11-20',
  late: true,
  flags: [],
  ...q,
})

export const queue: desktop.InquiryRow[] = [
  inquiry({}),
  inquiry({
    id: 'i2',
    tracking: 'BCDE-FGHJ-KMNZ',
    name: 'Dana Whitehorse',
    category: 'How to file a complaint, or status of a complaint',
    channel: 'Web',
    office: 'San Jose Office',
    status: 'new',
    statusWords: 'New',
    received: '2026-11-20T18:02:00Z',
    age: 1,
    due: '2026-11-26',
    late: false,
    flags: ['Home ZIP in two states'],
  }),
  inquiry({
    id: 'i3',
    tracking: '1000-0000-0002',
    name: 'Ming-Na O’Connor',
    category: 'Is my employer a federal contractor?',
    office: 'Boston Office',
    status: 'waiting',
    statusWords: 'Waiting for the customer',
    received: '2026-11-18T13:00:00Z',
    age: 3,
    due: '2026-11-24',
    late: false,
  }),
]

export const inquiryOptions: desktop.InquiryOptions = {
  categories: [
    { code: 'DIS', label: 'Disability discrimination or accommodation', group: 'rights', refer: '' },
    { code: 'VET', label: 'Protected veteran discrimination', group: 'rights', refer: '' },
    { code: 'FIL', label: 'How to file a complaint, or status of a complaint', group: 'process', refer: '' },
    { code: 'WAG', label: 'Pay, hours, leave', group: 'referral', refer: 'Refer to the Wage and Hour Division' },
  ],
  states: paperOptions.states,
  channels: [
    { code: 'phone', label: 'Phone' },
    { code: 'mail', label: 'Mail' },
    { code: 'email', label: 'E-mail' },
    { code: 'person', label: 'In person' },
  ],
  refusals: [
    { code: 'refused', label: 'The caller would rather not say' },
    { code: 'cutOff', label: 'The call was cut off' },
  ],
  closings: [
    { code: 'answered', label: 'Answered' },
    { code: 'referred', label: 'Referred to another agency' },
    { code: 'duplicate', label: 'Duplicate' },
  ],
  script: [
    { heading: 'Greeting', text: 'Thank you for calling. My name is … How may I help you?' },
    {
      heading: 'Privacy notice',
      text: 'What you tell me is used to answer you. You need not answer, but without it we may not be able to follow up.',
    },
    { heading: 'Before closing', text: 'An inquiry is not a complaint and does not stop a deadline. We do not tell your employer.' },
  ],
}

export const zip: desktop.ZIPView = {
  zip: '80202',
  known: true,
  states: [{ code: 'CO', label: 'Colorado' }],
  counties: [{ code: '08031', label: 'Denver County' }],
  state: 'CO',
  county: '08031',
  office: 'Denver Office',
  officePhone: '720-264-3200',
  why: [{ words: 'ZIP 80202 lies in Denver County, Colorado; the county’s office is the Denver Office.', citation: 'County rule 08031' }],
  warning: '',
}

export const inquiryView = (id: string): desktop.InquiryView => ({
  row: queue.find((q) => q.id === id) ?? inquiry({ id }),
  aloud: 'four, eight, two, one — Alfa, seven, Kilo, three — Mike, Quebec, nine, Mike',
  description:
    'The caller says that a contractor withdrew an offer after learning of his service-connected disability. He asks how long he has to file.',
  groups: [
    {
      heading: 'Customer',
      facts: [
        { label: 'Name', value: 'José Ángel Muñoz' },
        { label: 'Phone', value: '+1 303 555 0142' },
        { label: 'E-mail', value: '' },
        { label: 'Home ZIP', value: '80203' },
      ],
    },
    {
      heading: 'Employer',
      facts: [
        { label: 'Company', value: 'Front Range Logistics' },
        { label: 'Place', value: 'Denver, CO 80202' },
      ],
    },
  ],
  routing: zip.why,
  notes: [{ kind: 'Contact attempt', text: 'Called back, no answer; left the office’s number.', by: 'Sam Ito', at: '2026-11-19T16:40:00Z' }],
  others: [queue[2] ?? inquiry({})],
  mayWork: true,
  mayAnswer: true,
  mayClose: true,
})

export const sync: desktop.SyncView = {
  server: 'https://desk.example.gov',
  waiting: 3,
  oldest: new Date(Date.now() - 12 * 60_000).toISOString(),
  lastSynced: new Date(Date.now() - 14 * 60_000).toISOString(),
  running: false,
  trouble: '',
  upto: '412',
  attention: 2,
  rows: [
    { id: 'o1', what: 'Paper application A-7K2M-9QXD, keyed', when: new Date(Date.now() - 12 * 60_000).toISOString(), state: 'waiting', words: '' },
    { id: 'o2', what: 'Inquiry 4821-A7K3-MQ9M, note', when: new Date(Date.now() - 9 * 60_000).toISOString(), state: 'waiting', words: '' },
    {
      id: 'o3',
      what: 'Rating of DE-16-OSHA-62',
      when: new Date(Date.now() - 5 * 60_000).toISOString(),
      state: 'waiting',
      words: 'An act: the server applies it',
    },
  ],
}

export const attention: desktop.AttentionRow[] = [
  {
    id: 'c1',
    kind: 'conflict',
    what: 'Application of Chidi Okafor',
    field: 'Day phone',
    link: '#/application/a1',
    stored: { value: '(303) 555-0142', by: 'Sam Ito', at: '2026-11-22T09:12:00Z', mine: false },
    other: { value: '(303) 555-0124', by: 'Rosa Delgado', at: '2026-11-22T09:40:00Z', mine: true },
    words: 'Two people changed this field while one of them was offline.',
    rule: '',
    when: '2026-11-22T10:00:00Z',
  },
  {
    id: 'r1',
    kind: 'refusal',
    what: 'Certificate for DE-16-OSHA-62, grade 09',
    field: '',
    link: '#/hiring/v1/certificates',
    stored: { value: '', by: '', at: '', mine: false },
    other: { value: '', by: '', at: '', mine: false },
    words: 'One application was received after you looked: Keiko Tanaka. Look at the list again and issue it anew.',
    rule: '',
    when: '2026-11-22T10:00:00Z',
  },
]

export const today: desktop.TodayItem[] = [
  { kind: 'attention', count: 2, words: 'Need a decision', more: 'One field with two values, one refusal', link: '#/attention', level: 'now' },
  {
    kind: 'verify',
    count: 7,
    words: 'Paper applications to key a second time',
    more: 'The oldest was received on Nov 16',
    link: '#/paper',
    level: 'now',
  },
  { kind: 'late', count: 1, words: 'Inquiry past its service standard', more: '4821-A7K3-MQ9M, Denver Office', link: '#/inquiries', level: 'now' },
  { kind: 'closing', count: 2, words: 'Vacancies close within a week', more: 'DE-16-BLS-SM-091, DE-16-OSHA-62', link: '#/hiring', level: 'soon' },
  { kind: 'drafts', count: 1, words: 'Draft of yours to finish', more: 'Keiko Tanaka, DE-16-OSHA-62', link: '#/paper', level: 'later' },
]

export const paperRows: desktop.PaperRow[] = [
  {
    id: 'p1',
    application: 'A-7K2M-9QXD',
    keyedAt: '2026-11-20T15:00:00Z',
    vacancy: 'v1',
    number: 'DE-16-OSHA-62',
    title: 'Industrial Hygienist',
    name: 'Tanaka, Keiko',
    receivedOn: '2026-11-18',
    keyedBy: 'Rosa Delgado',
    state: 'draft',
    stateWords: 'Keying to be finished',
    mine: true,
  },
  {
    id: 'p2',
    application: 'A-B3NW-4HRT',
    keyedAt: '2026-11-20T15:01:00Z',
    vacancy: 'v5',
    number: 'PH-16-JP-1650956',
    title: 'Administrative Support Assistant',
    name: 'Abdelaziz, Noor',
    receivedOn: '2026-11-16',
    keyedBy: 'Sam Ito',
    state: 'keyed',
    stateWords: 'Second keying',
    mine: false,
  },
  {
    id: 'p3',
    application: 'A-X0PC-81GZ',
    keyedAt: '2026-11-20T15:02:00Z',
    vacancy: 'v5',
    number: 'PH-16-JP-1650956',
    title: 'Administrative Support Assistant',
    name: 'Castañeda, Luz',
    receivedOn: '2026-11-17',
    keyedBy: 'Rosa Delgado',
    state: 'keyed',
    stateWords: 'Second keying',
    mine: true,
  },
]

export const second: desktop.SecondView = {
  id: 'p2',
  number: 'A-B3NW-4HRT',
  announcement: 'PH-16-JP-1650956',
  title: 'Administrative Support Assistant',
  differences: [],
  fields: [
    { name: 'dateReceived', label: 'Date received', kind: 'date', hint: '', choices: [] },
    { name: 'lastName', label: 'Last name', kind: 'text', hint: '', choices: [] },
    { name: 'ssn', label: 'Social Security number', kind: 'ssn', hint: '', choices: [] },
    { name: 'preferenceClaim', label: 'Preference claimed', kind: 'choice', hint: '', choices: paperOptions.preferences },
    {
      name: 'answers.q1',
      label: '1  Have you trained others in the use of a word processor?',
      kind: 'single',
      hint: '',
      choices: [
        { code: 'yes', label: 'Yes' },
        { code: 'no', label: 'No' },
      ],
    },
  ],
}
