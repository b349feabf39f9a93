import type { Bridge, desktop } from './bridge'
import { applicantsPart } from './fakeApplicants'
import { certificatesPart } from './fakeCertificates'
import * as data from './fakeData'
import { fakeAdmin, fakeArticles, fakeFind } from './fakeOffice'
import { scanPDF } from './fakeScan'
import * as vacancy from './fakeVacancy'
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
  let office = first.includes('begun') || first.includes('here') ? data.officeHere : data.office
  if (first.includes('trouble')) office = { ...office, trouble: 'The office’s server runs in another program, such as “civicdesk serve”.' }
  const kept = new Map<string, string>()
  if (first.includes('slept')) session = { ...session, ended: 'Civic Desk locked because this computer slept for 3 minutes.', waiting: 3 }
  let attention = data.attention
  const files = new Map<string, desktop.DocumentRow[]>()
  let coming = { owner: '', name: '', size: 0 }
  let made = 0
  const drafts = new Map<string, desktop.VacancyDraft>([['v6', vacancy.draftOf(vacancy.writtenForm)]])
  const draft = (id: string) => {
    const found = drafts.get(id)
    if (!found) throw new Fault('not found', 'There is no such draft here.')
    return found
  }
  const views = new Map<string, desktop.ViewRow[]>()
  const changed = (table: string, change: (rows: desktop.ViewRow[]) => desktop.ViewRow[]) => {
    views.set(table, change(views.get(table) ?? []))
    return views.get(table) ?? []
  }
  const filesOf = (owner: string): desktop.DocumentList => ({
    rows: files.get(owner) ?? [],
    mayAdd: true,
    accepted: 'PDF, JPEG, PNG, TIFF, Word (.docx) or plain text',
    piece: 1 << 18,
  })
  const attach = (owner: string, name: string, size: number) => {
    const row = { ...data.documentRow, id: `file-${++made}`, name, size }
    files.set(owner, [...(files.get(owner) ?? []), row])
    return filesOf(owner)
  }

  const bridge: Bridge = {
    session: {
      state: async () => session,
      async signIn(login, password) {
        if (password === 'locked')
          throw new Fault('locked', 'After five wrong passwords in a row this account is locked. Your administrator can unlock it.')
        if (password === 'wrong') throw new Fault('denied', 'The user name or password is not right. Nothing was changed; 4 more tries are left.')
        if (password === 'old') return { ...session, login, expired: 'Your password is more than 90 days old. Choose a new one.' }
        session = { ...session, login, state: 'signed-in' }
        return session
      },
      async changePassword(form) {
        if (form.password !== form.again)
          throw new Fault('invalid', 'Check the fields.', [{ name: 'again', words: 'The two passwords differ. Type the same one twice' }])
        session = { ...session, state: 'signed-in' }
        return session
      },
      addPerson: async () => 'Ben Carter can now sign in on this computer as bcarter.',
      readCode: async () => ({ server: 'https://desk.example.gov' }),
      passwordRules: async (password) => ({
        rules: [
          '9 to 15 characters',
          'At least three of: capital letters, small letters, digits, special characters',
          'No part of your user name or of your name',
        ],
        problem: password.length < 9 ? 'Choose a password of 9 to 15 characters.' : '',
      }),
      office: async () => office,
      async startOffice(form) {
        const fields = missing(form)
        if (fields.length > 0) throw new Fault('invalid', 'Some fields need attention.', fields)
        office = { ...data.officeHere, agency: form.agency, name: form.name, login: form.login }
        session = { ...session, state: 'signed-in', login: form.login, name: form.name, office: form.agency }
        return session
      },
      async joinOffice() {
        session = { ...session, state: 'signed-in' }
        return session
      },
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
      work: async () => ({ running: first.includes('working'), label: 'Syncing', unit: '', done: 0, total: 0, elapsed: first.includes('working') ? 5_000 : 0 }),
      stopWork: async () => true,
      week: async () => vacancy.week,
      views: async (table) => views.get(table) ?? [],
      async saveView(table, name, state) {
        return changed(table, (rows) => [...rows.filter((v) => v.name !== name), { id: `view-${++made}`, name, state, first: false }])
      },
      async renameView(table, id, name) {
        if (views.get(table)?.some((v) => v.name === name && v.id !== id))
          throw new Fault('invalid', 'Another view has this name. Choose another', [{ name: 'name', words: 'Another view has this name. Choose another' }])
        return changed(table, (rows) => rows.map((v) => (v.id === id ? { ...v, name } : v)))
      },
      removeView: async (table, id) => changed(table, (rows) => rows.filter((v) => v.id !== id)),
      firstView: async (table, id) => changed(table, (rows) => rows.map((v) => ({ ...v, first: v.id === id }))),
      askSavePath: async (suggested) => `/home/rosa/Documents/${suggested}`,
    },
    hiring: {
      vacancies: async () => data.vacancies,
      vacancy: async (id) => data.vacancyView(id),
      newVacancy: async () => vacancy.draftOf(vacancy.blankForm),
      vacancyDraft: async (id) => draft(id),
      async saveVacancy(form) {
        const id = form.id || `draft-${++made}`
        drafts.set(id, vacancy.draftOf({ ...form, id }, drafts.get(id)?.chosen))
        return draft(id)
      },
      async copyVacancy(from) {
        const id = `draft-${++made}`
        drafts.set(id, vacancy.draftOf({ ...vacancy.writtenForm, id, title: data.vacancyView(from).row.title, announcement: '', opens: '', closes: '' }))
        return { waiting: false, words: 'The copy is a draft. Enter its number and its dates.', id }
      },
      async importVacancies() {
        const id = `draft-${++made}`
        drafts.set(id, vacancy.draftOf({ ...vacancy.writtenForm, id }))
        return { waiting: false, words: 'The announcement is a draft. Look it over and choose its questions before it opens.', id }
      },
      openVacancy: async () => ({
        waiting: true,
        words: 'Opening waits for the server, which alone may do it. It is sent with the next sync, and comes back whole if something changed meanwhile.',
        id: '',
      }),
      publicPage: async (id) => ({ html: vacancy.page(drafts.get(id)?.form ?? { ...vacancy.writtenForm, title: data.vacancyView(id).row.title }) }),
      vacancyOptions: async () => vacancy.vacancyOptions,
      questionLibrary: async () => vacancy.library,
      async chooseQuestions(id, chosen) {
        const { form, chosen: had } = draft(id)
        drafts.set(id, vacancy.draftOf(form, vacancy.choose(had, chosen)))
        return draft(id)
      },
      history: async () => vacancy.history,
      rating: async () => vacancy.rating,
      closeVacancy: async () => ({ waiting: true, words: 'Closing waits for the server. It is done at the next sync.', id: '' }),
      rate: async () => ({ waiting: true, words: 'Rating waits for the server. It is done at the next sync.', id: '' }),
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
      settleKeying: async () => ({ finished: false, words: 'Both keyings agree. Look the application over, then finish it.', differences: [] }),
      finishKeying: async () => ({ finished: true, words: 'The application is finished.', differences: [] }),
      ...applicantsPart(first),
      ...certificatesPart(first),
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
      async queue(which) {
        const rows = { open: data.queue, aside: data.aside, ended: [data.closedView('i8').row] }[which] ?? []
        return { rows, open: data.queue.length, aside: data.aside.length }
      },
      inquiry: async (id) => (id === 'i7' ? data.asideView(id) : id === 'i8' ? data.closedView(id) : data.inquiryView(id)),
      givable: async () => data.givable,
      async assign(id, user) {
        const to = data.givable.people.find((p) => p.code === user)
        if (!to) throw new Fault('invalid', 'Choose who will work this inquiry', [{ name: 'assigned', words: 'Choose who will work this inquiry' }])
        return { ...data.inquiryView(id), assigned: to }
      },
      start: async (id) => ({ ...data.inquiryView(id), mayStart: false }),
      wait: async (id) => data.inquiryView(id),
      async reopen(id, reason) {
        if (!reason) throw new Fault('invalid', 'Give the reason', [{ name: 'reason', words: 'Give the reason' }])
        return data.inquiryView(id)
      },
      async transfer(id, _office, reason) {
        if (!reason) throw new Fault('invalid', 'Give the reason', [{ name: 'reason', words: 'Give the reason' }])
        return data.inquiryView(id)
      },
      release: async (id) => data.inquiryView(id),
      addNote: async (id) => data.inquiryView(id),
      answer: async (id) => data.inquiryView(id),
      close: async (id) => data.inquiryView(id),
      attach: async (id) => data.inquiryView(id),
      async correct(id, field, value, reason) {
        if (!reason) throw new Fault('invalid', 'Some fields need attention.', [{ name: 'reason', words: 'Say why the field is corrected' }])
        const view = data.inquiryView(id)
        return { view: { ...view, fields: view.fields.map((f) => (f.name === field ? { ...f, value } : f)) }, advices: [] }
      },
    },
    articles: fakeArticles(),
    find: fakeFind(),
    admin: fakeAdmin(first),
    documents: {
      of: async (_kind, owner) => filesOf(owner),
      choose: async (_kind, owner) => attach(owner, 'scan.pdf', 812_000),
      async begin(_kind, owner, name) {
        coming = { owner, name, size: 0 }
        return 'drop'
      },
      async piece(_id, text) {
        coming.size += atob(text).length
        return coming.size
      },
      end: async () => attach(coming.owner, coming.name, coming.size),
      open: async (id) => ({ id, name: 'scan.pdf', media: 'application/pdf', size: scanPDF().length, check: '', piece: 1 << 18, shows: true }),
      read: async (_id, offset, length) => btoa(scanPDF().slice(offset, offset + length)),
      page: async () => ({ count: 1, width: 10, height: 10, media: 'image/png', content: '' }),
      shut: async () => 0,
      saveCopy: async (_id, path) => ({ path }),
      saveRefused: async (_id, path) => ({ path }),
      async remove(_kind, owner, id, why) {
        if (!why) throw new Fault('invalid', 'Some fields need attention.', [{ name: 'why', words: 'Say why the attachment is removed' }])
        files.set(
          owner,
          (files.get(owner) ?? []).map((f) => (f.id === id ? { ...f, removed: true, why } : f)),
        )
        return filesOf(owner)
      },
    },
    sync: {
      status: async () => (first.includes('first-sync') ? { ...data.sync, first: data.firstSync } : data.sync),
      now: async () => (first.includes('working') ? new Promise(() => {}) : { ...data.sync, waiting: 0, rows: [] }),
      attention: async () => attention,
      async resolve(id) {
        attention = attention.filter((a) => a.id !== id)
        return attention
      },
      async dismiss(id) {
        attention = attention.filter((a) => a.id !== id)
        return attention
      },
      async resend(id) {
        attention = attention.filter((a) => a.id !== id)
        return attention
      },
      exportUnsent: async () => ({ path: '/home/rosa/Documents/unsent-work-3.civicdesk' }),
      server: async () => data.server,
    },
    window: {
      showMenu: async () => true,
      heard: async () => true,
      leave: async () => true,
      settled: async () => true,
      copy: async () => true,
      pasted: async () => '',
      async keep(name, text) {
        if (text) kept.set(name, text)
        else kept.delete(name)
        return true
      },
      kept: async (name) => kept.get(name) ?? '',
    },
  }
  for (const [name, part] of Object.entries(replaced)) Object.assign(bridge[name as keyof Bridge], part)
  return bridge
}

// missing is what the form for a new office lacks, in the manner of the real checks.
function missing(form: desktop.OfficeForm): { name: string; words: string }[] {
  const needed: [keyof desktop.OfficeForm, string][] = [
    ['agency', "Enter the agency's name as people see it"],
    ['office', 'Enter the office, for example Human Resources, Denver'],
    ['name', 'Enter your first and last name'],
    ['email', 'Enter your office e-mail address, such as rosa.delgado@agency.gov'],
    ['login', 'Enter a user name of 2 to 64 characters in small letters without spaces.'],
    ['password', 'Choose a password of 9 to 15 characters.'],
  ]
  const out = needed.filter(([f]) => !form[f]).map(([name, words]) => ({ name: String(name), words }))
  if (form.password !== form.again) out.push({ name: 'again', words: 'The two passwords differ. Type the same one twice' })
  return out
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
  if (form.dateReceived && !/^\d{4}-/.test(form.dateReceived))
    out.unshift({ field: 'dateReceived', words: 'Enter a day as six digits, for example 112226 for Nov 22, 2026', stops: true })
  if (!ssnLast4 && !form.ssn) out.push({ field: 'ssn', words: 'Enter the Social Security number twice', stops: true })
  return out
}
