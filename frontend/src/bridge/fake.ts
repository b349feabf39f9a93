import type { Bridge, desktop } from './bridge'
import * as data from './fakeData'
import { Fault } from './fault'

type Parts = { [K in keyof Bridge]?: Partial<Bridge[K]> }

// fakeBridge stands in for the program behind the page: it keeps what is saved
// in memory and knows no rules. Tests replace the parts they are about.
export function fakeBridge(replaced: Parts = {}): Bridge {
  const papers = new Map<string, desktop.PaperForm>()
  const parked = new Map<string, desktop.CallForm>()
  const first = typeof window === 'undefined' ? '' : window.location.search
  let session: desktop.SessionView = {
    ...data.session,
    state: first.includes('first-run') ? 'first-run' : first.includes('in') ? 'signed-in' : 'signed-out',
  }
  let attention = data.attention
  let made = 0

  const bridge: Bridge = {
    session: {
      state: async () => session,
      async signIn(login, password) {
        if (password === 'locked')
          throw new Fault('locked', 'After five wrong passwords in a row this account is locked. Your administrator can unlock it.')
        if (password === 'wrong') throw new Fault('denied', 'The user name or password is not right. Nothing was changed; 4 more tries are left.')
        session = { ...session, login, state: 'signed-in' }
        return session
      },
      readCode: async () => ({ server: 'https://desk.example.gov' }),
      passwordRules: async (password) => ({
        rules: [
          '9 to 15 characters',
          'At least three of: capital letters, small letters, digits, special characters',
          'No part of your user name or of your name',
        ],
        problem: password.length < 9 ? 'Choose a password of 9 to 15 characters.' : '',
      }),
      unlockText: async () => 'K7QM-2HX9-TTD4',
      liftLock: async () => session,
      async enrol() {
        session = { ...session, state: 'signed-in' }
        return session
      },
      async lock() {
        session = { ...session, state: 'signed-out', ended: 'You locked Civic Desk.', waiting: 3 }
        return session
      },
      today: async () => ({ items: data.today }),
      askSavePath: async (suggested) => `/home/rosa/Documents/${suggested}`,
    },
    hiring: {
      vacancies: async () => data.vacancies,
      vacancy: async (id) => data.vacancyView(id),
      closeVacancy: async () => ({ waiting: true, words: 'Closing waits for the server. It is done at the next sync.', id: '' }),
      rate: async () => ({ waiting: true, words: 'Rating waits for the server. It is done at the next sync.', id: '' }),
      applicants: async (_vacancy, grade) => ({
        grade,
        rated: true,
        note: 'In the order of the law: category, preference, then name (5 USC 3319(b)).',
        seen: 'd',
        rows: data.applicants,
      }),
      application: async (id) => ({
        row: data.applicants.find((a) => a.id === id) ?? data.applicants[0]!,
        vacancy: 'v1',
        groups: data.inquiryView('i1').groups,
        ssn: '•••-••-6789',
        mayKey: false,
        mayCheck: true,
      }),
      revealSSN: async () => '123-45-6789',
      paperOptions: async () => data.paperOptions,
      paperList: async () => data.paperRows,
      async paper(id) {
        const found = papers.get(id)
        if (!found) throw new Fault('not found', 'This draft is not on this computer.')
        return found
      },
      async savePaper(form) {
        const id = form.id || `paper-${++made}`
        const ssnLast4 = form.ssn ? form.ssn.slice(-4) : (papers.get(id)?.ssnLast4 ?? '')
        papers.set(id, { ...form, id, ssn: '', ssnLast4, number: 'A-7K2M-9QXD' })
        return { id, number: 'A-7K2M-9QXD', savedAt: new Date().toISOString(), ssnLast4, problems: problems(form, ssnLast4) }
      },
      async submitPaper(form) {
        const found = problems(form, form.ssnLast4)
        if (found.length > 0)
          throw new Fault(
            'invalid',
            'Some fields need attention.',
            found.map((p) => ({ name: p.field, words: p.words })),
          )
        return { id: form.id, number: form.number, savedAt: new Date().toISOString(), ssnLast4: form.ssnLast4, problems: [] }
      },
      secondKeying: async () => data.second,
      keySecond: async () => ({
        finished: false,
        words: 'Look at the paper and choose which keying is right.',
        differences: [{ field: 'lastName', label: 'Last name', kind: 'text', first: 'Abdelaziz', second: 'Abdelazis', hidden: false }],
      }),
      settleKeying: async () => ({ finished: true, words: 'The application is finished.', differences: [] }),
      certificates: async () => [data.certificate('c1').row],
      previewCertificate: async () => data.certificate(''),
      issueCertificate: async () => ({ waiting: true, words: 'Issuing waits for the server. It is done at the next sync.', id: '' }),
      certificate: async (id) => data.certificate(id),
      decide: async () => {
        throw new Fault(
          'refused',
          'Chidi Okafor, a preference eligible in the same category, stands before Björn Ångström. Record why before selecting a person without preference.',
          [],
          '5 USC 3319(c)(7); 5 CFR 332.406',
        )
      },
      exportCertificate: async (_id, format, path) => ({ path: path.endsWith(format) ? path : `${path}.${format}` }),
    },
    inquiries: {
      options: async () => data.inquiryOptions,
      lookUpZIP: async () => data.zip,
      callers: async () =>
        data.queue.map((q) => ({
          inquiry: q.id,
          tracking: q.tracking,
          firstName: 'José',
          lastName: 'Muñoz',
          name: q.name,
          company: 'Front Range Logistics',
          phone: '+13035550142',
          email: '',
          homeZip: '80203',
          category: q.category,
          received: q.received,
          status: q.statusWords,
        })),
      parked: async () => [...parked.values()],
      async park(form) {
        const next = { ...form, id: form.id || `call-${++made}` }
        parked.set(next.id, next)
        return next
      },
      async discard(id) {
        parked.delete(id)
        return [...parked.values()]
      },
      async log(form) {
        if (!form.homeZip && !form.refused)
          throw new Fault('invalid', 'Enter your 5-digit home ZIP code', [{ name: 'homeZip', words: 'Enter the caller’s 5-digit home ZIP code' }])
        parked.delete(form.id)
        return {
          id: 'i9',
          tracking: '7K3M-Q9TD-2HX2',
          aloud: 'seven, Kilo, three, Mike — Quebec, nine, Tango, Delta — two, Hotel, X-ray, two',
          office: 'Denver Office',
          officePhone: '720-264-3200',
          due: '2026-11-27',
          deadline: 'File the complaint itself by Jan 12, 2027: 51 of 300 days are left, and an inquiry does not stop the deadline (FCCM 6C00).',
          why: data.zip.why,
          warnings: [],
        }
      },
      queue: async () => data.queue,
      inquiry: async (id) => data.inquiryView(id),
      addNote: async (id) => data.inquiryView(id),
      answer: async (id) => data.inquiryView(id),
      close: async (id) => data.inquiryView(id),
    },
    sync: {
      status: async () => data.sync,
      now: async () => ({ ...data.sync, waiting: 0, rows: [] }),
      attention: async () => attention,
      async resolve(id) {
        attention = attention.filter((a) => a.id !== id)
        return attention
      },
      async dismiss(id) {
        attention = attention.filter((a) => a.id !== id)
        return attention
      },
    },
  }
  for (const [name, part] of Object.entries(replaced)) Object.assign(bridge[name as keyof Bridge], part)
  return bridge
}

// problems is what a draft lacks, in the manner of the real checks.
function problems(form: desktop.PaperForm, ssnLast4: string): desktop.Problem[] {
  const needed: [keyof desktop.PaperForm, string][] = [
    ['dateReceived', 'Enter the date stamped on the envelope'],
    ['hardship', 'Choose why the application came on paper'],
    ['lastName', 'Enter the last name'],
    ['firstName', 'Enter the first name'],
  ]
  const out = needed.filter(([f]) => !form[f]).map(([field, words]) => ({ field: String(field), words, stops: true }))
  if (!ssnLast4 && !form.ssn) out.push({ field: 'ssn', words: 'Enter the Social Security number twice', stops: true })
  return out
}
