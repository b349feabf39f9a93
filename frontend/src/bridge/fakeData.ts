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
    'vacancy.write',
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
    'knowledge.read',
    'user.manage',
    'audit.read',
    'sync.resolve',
  ],
  idleMinutes: 15,
  notice,
  expired: '',
  mended: [],
  secret: 'The keys need a password and a second secret, which lies in the keychain of the operating system.',
  folder: '/home/rosa/.local/share/civic-desk',
  waiting: 0,
  ended: '',
}

export const office: desktop.OfficeView = {
  may: true,
  folder: '/home/rosa/.local/share/civic-desk-office',
  begun: false,
  agency: '',
  login: '',
  name: '',
  site: '',
  trouble: '',
  backup: 'civicdesk backup --data /home/rosa/.local/share/civic-desk-office --passphrase --to FILE',
  recoveryKey: 'civicdesk recovery-key --data /home/rosa/.local/share/civic-desk-office --out FILE',
  hasRecoveryKey: false,
}

export const officeHere: desktop.OfficeView = {
  ...office,
  begun: true,
  agency: 'Office of Example Programs',
  login: 'rdelgado',
  name: 'Rosa Delgado',
  site: 'https://127.0.0.1:8443',
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
    { code: 'copy', label: 'Copy to a new draft' },
  ],
  tabs: ['announcement', 'questions', 'applicants', 'rating', 'certificates', 'history'],
  gaps: [],
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
  assigned: 'Sam Ito',
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
    assigned: '',
    status: 'waiting',
    statusWords: 'Waiting on customer',
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
  notes: [
    {
      kind: 'Contact attempt',
      text: 'Called back, no answer; left the office’s number.',
      article: '',
      version: '',
      by: 'Sam Ito',
      at: '2026-11-19T16:40:00Z',
    },
    { kind: 'Article', text: 'What is the deadline for filing?', article: 'filing-deadlines', version: '3c1f00aa91de', by: 'Rosa Delgado', at: '2026-11-16T15:24:00Z' },
  ],
  steps: [
    { words: 'Assigned', why: '', by: 'Sam Ito', at: '2026-11-17T14:02:00Z' },
    { words: 'Home ZIP code corrected from “80230” to “80203”', why: 'The customer called: two digits were turned', by: 'Sam Ito', at: '2026-11-17T13:40:00Z' },
    { words: 'Received by phone', why: '', by: 'Rosa Delgado', at: '2026-11-16T15:20:00Z' },
  ],
  fields: [
    { name: 'firstName', label: 'First name', value: 'José Ángel' },
    { name: 'lastName', label: 'Last name', value: 'Muñoz' },
    { name: 'homeZip', label: 'Home ZIP code', value: '80203' },
    { name: 'phone', label: 'Phone', value: '+13035550142' },
    { name: 'workZip', label: 'Workplace ZIP code', value: '80202' },
  ],
  others: [queue[2] ?? inquiry({})],
  assigned: { code: 'u3', label: 'Sam Ito' },
  aside: false,
  mayWork: true,
  mayAnswer: true,
  mayClose: true,
  mayStart: true,
  mayWait: true,
  mayAssign: true,
  mayReopen: false,
})

// One that a machine may have written, and one that is done with.
export const asideView = (id: string): desktop.InquiryView => ({ ...inquiryView(id), assigned: { code: '', label: '' }, aside: true, mayStart: false })
export const closedView = (id: string): desktop.InquiryView => ({
  ...inquiryView(id),
  row: inquiry({ id, status: 'closed', statusWords: 'Closed', late: false }),
  mayAnswer: false,
  mayClose: false,
  mayStart: false,
  mayWait: false,
  mayAssign: false,
  mayReopen: true,
})

export const aside: desktop.InquiryRow[] = [
  inquiry({
    id: 'i7',
    tracking: '9XQ2-77KD-4M3T',
    name: 'Best Prices',
    channel: 'Web',
    assigned: '',
    status: 'new',
    statusWords: 'New',
    category: 'Something else',
    late: false,
    flags: ['Looks machine-made'],
  }),
]

export const givable: desktop.Givable = {
  people: [
    { code: 'u1', label: 'Rosa Delgado (you)' },
    { code: 'u3', label: 'Sam Ito' },
  ],
  offices: [
    { code: 'DEN', label: 'Denver Office' },
    { code: 'BOS', label: 'Boston Office' },
    { code: 'SJC', label: 'San Jose Office' },
  ],
}

export const sync: desktop.SyncView = {
  server: 'https://desk.example.gov',
  waiting: 3,
  oldest: new Date(Date.now() - 12 * 60_000).toISOString(),
  lastSynced: new Date(Date.now() - 14 * 60_000).toISOString(),
  running: false,
  trouble: '',
  files: '',
  upto: '412',
  first: { running: false, done: 0, total: 0, from: 0, elapsed: 0, received: 0 },
  attention: 3,
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

export const firstSync: desktop.FirstSync = { running: true, done: 41_000, total: 50_000, from: 1_000, elapsed: 20_000, received: 12_400 }

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
    file: false,
    fields: [],
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
    file: false,
    fields: [],
  },
  {
    id: 'r2',
    kind: 'refusal',
    what: 'Application A-7K2MX-9QXD4',
    field: '',
    link: '#/application/a1',
    stored: { value: '', by: '', at: '', mine: false },
    other: { value: 'City: Denver\nZIP code: 8020', by: '', at: '', mine: false },
    words: 'Some fields need attention.',
    rule: '',
    when: '2026-11-22T10:20:00Z',
    file: false,
    fields: [
      { name: 'city', label: 'City', value: 'Denver', words: '' },
      { name: 'zip', label: 'ZIP code', value: '8020', words: 'Enter the 5-digit ZIP code' },
    ],
  },
]

export const server: desktop.ServerView = {
  contact: new Date(Date.now() - 14 * 60_000).toISOString(),
  daysLeft: 13,
  behind: false,
  compared: new Date(Date.now() - 40 * 60_000).toISOString(),
  words: '',
  undecided: [
    {
      id: 'o9',
      what: 'Application A-7K2MX-9QXD4',
      when: new Date(Date.now() - 60 * 60_000).toISOString(),
      state: 'waiting',
      words: 'The server keeps this until the record that it changes has arrived from the computer it was made on.',
    },
  ],
}

export const today: desktop.TodayItem[] = [
  { kind: 'attention', count: 3, words: 'Need a decision', more: 'One field with two values, two refusals', link: '#/attention', level: 'now' },
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

export const documentRow: desktop.DocumentRow = {
  id: 'file-1',
  name: 'scan.pdf',
  media: 'application/pdf',
  size: 812_000,
  pages: 3,
  check: '',
  added: '2026-11-22T09:40:00Z',
  addedBy: 'Rosa Delgado',
  state: 'waiting',
  stateWords: 'On this computer, waiting to be sent',
  removed: false,
  why: '',
}
