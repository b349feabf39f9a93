import type { Bridge, desktop } from './bridge'
import { applicants } from './fakeApplicants'
import { queue, vacancies } from './fakeData'
import { Fault } from './fault'

// The knowledge base, the search and the administration of the fake program.

const articleTexts: [string, string, string, string][] = [
  ['filing-deadlines', 'What is the deadline for filing?', 'Filing', '<p>A complaint must be filed within <strong>300 days</strong> of the last event.</p><ul><li>An inquiry does not stop the deadline.</li><li>With 60 days or fewer left, file the complaint itself.</li></ul>'],
  ['retaliation', 'Can my employer punish me for asking?', 'Retaliation', '<p>No. It is unlawful to fire, demote or harass somebody for asking or complaining.</p>'],
  ['reasonable-accommodation', 'What is a reasonable accommodation?', 'Disability', '<p>A change at work that lets a qualified person with a disability do the job.</p><h2>Examples</h2><ul><li>A chair</li><li>Other hours</li></ul>'],
  ['check-status', 'How do I check the status of my inquiry?', 'Status', '<p>Enter the tracking number and the home ZIP code on the status page.</p>'],
  ['eo-14173', 'What changed with Executive Order 14173?', 'General', '<p>Executive Order 11246 was revoked in January 2025.</p>'],
]

const row = ([slug, title, category]: (typeof articleTexts)[number], text = ''): desktop.ArticleRow => ({
  slug,
  title: cut(title, text),
  where: [],
  category,
  agency: 'OFCCP',
  asOf: '2024',
  state: slug === 'eo-14173' ? 'check' : 'current',
  version: '3c1f00aa91de',
})

// The code below as a QR picture.
const qrPicture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACUAAAAlAQMAAAD/ULJAAAAABlBMVEX///8AAABVwtN+AAAAv0lEQVR42nTPPysAYQDH8e/15HrOQ09KbGLiEoNidIPNcBktt91wL0Dptl8yKTKxiSPq0mXmindxr8CfWAw33cIruM87+DDGf54nwi6/LAp3d9UId9OtC1e9N8KupdfCf9evAmIgKi72wATzb8L8LLTCXFalmMqPHsWEOx5g+mluE2yXP4tg9eAXQjuTQdSn+8Kc7myIKFn5AyZ3T8B/FLWwcXYm3EM7gKvLULj7w1lhl/pb4b+2tkcT/wEAAP//AC8z8a07l4sAAAAASUVORK5CYII='

// cut marks what was typed, in the manner of the program.
function cut(label: string, text: string): desktop.Piece[] {
  const at = text ? label.toLowerCase().indexOf(text.toLowerCase()) : -1
  if (at < 0) return [{ text: label, hit: false }]
  return [
    { text: label.slice(0, at), hit: false },
    { text: label.slice(at, at + text.length), hit: true },
    { text: label.slice(at + text.length), hit: false },
  ].filter((p) => p.text)
}

const holds = (label: string, text: string) => label.toLowerCase().includes(text.trim().toLowerCase())

export const fakeArticles = (): Bridge['articles'] => ({
  list: async (text) => articleTexts.filter(([, title]) => holds(title, text)).map((a) => row(a, text.trim())),
  suggest: async (text) => articleTexts.filter(([, title]) => title.split(' ').some((w) => w.length > 6 && holds(text, w.replace('?', '').slice(0, 6)))).map((a) => row(a)),
  async open(slug, version) {
    const found = articleTexts.find(([s]) => s === slug)
    if (!found) throw new Fault('not found', `There is no article “${slug}” in the knowledge base.`)
    return {
      slug,
      title: found[1],
      html: found[3],
      state: slug === 'eo-14173' ? 'check' : 'current',
      facts: [
        { label: 'Agency', value: 'OFCCP' },
        { label: 'As of', value: '2014-2024' },
        { label: 'Text', value: 'Summary in this project’s words' },
        { label: 'Source', value: 'Federal Contract Compliance Manual (FCCM) 6C' },
        { label: 'Address', value: 'https://www.dol.gov/agencies/ofccp/manual/fccm' },
      ],
      newest: version === '' || version === '3c1f00aa91de',
      version: version || '3c1f00aa91de',
      earlier: slug === 'filing-deadlines' ? [{ version: '90ab12cd34ef', since: '2025-02-01T00:00:00Z' }] : [],
    }
  },
})

export const fakeFind = (): Bridge['find'] => ({
  async everything(text) {
    const found = (kind: string, link: string, label: string, more: string): desktop.FoundRow => ({ kind, link, label: cut(label, text.trim()), more, field: '', where: [] })
    const rows = [
      ...applicants.map((a) => found('people', `#/application/${a.id}`, a.name, 'A-7K2M-9QXD · DE-16-OSHA-62')),
      ...vacancies.map((v) => found('vacancies', `#/hiring/${v.id}`, v.title, v.number)),
      ...queue.map((q) => found('inquiries', `#/inquiry/${q.id}`, q.name, `${q.tracking} · ${q.statusWords}`)),
      ...articleTexts.map(([slug, title]) => found('articles', `#/knowledge/${slug}`, title, '')),
    ].filter((r) => text.trim().length > 1 && holds(r.label.map((p) => p.text).join(''), text))
    if (holds('Front Range Logistics', text) && text.trim().length > 1)
      rows.push({ ...found('inquiries', '#/inquiry/i1', 'José Ángel Muñoz', '4821-A7K3-MQ9M · Assigned'), field: 'Company', where: cut('Front Range Logistics', text.trim()) })
    return { rows, complete: true }
  },
})

const user = (u: Partial<desktop.UserView>): desktop.UserView => ({
  id: 'u1',
  login: 'rdelgado',
  name: 'Rosa Delgado',
  email: 'rdelgado@example.gov',
  phone: '202-555-0143',
  office: 'hq',
  active: true,
  rights: 1,
  grants: [{ role: 'hr', scope: 'hiring/hq' }],
  sentences: ['HR specialist of hiring office hq: keys, rates and certifies'],
  ...u,
})

const device = (d: Partial<desktop.DeviceView>): desktop.DeviceView => ({
  id: 'd1',
  computer: 'HQ-LAPTOP-014',
  login: 'rdelgado',
  enrolled: '2026-09-02T13:10:00Z',
  seen: new Date(Date.now() - 14 * 60_000).toISOString(),
  waiting: 3,
  oldest: new Date(Date.now() - 26 * 60_000).toISOString(),
  version: '0.1.0',
  state: 'use',
  words: '',
  mine: true,
  ...d,
})

// fakeAdmin is the administration; the page's address can ask for it "offline" or
// with a "broken" trail.
export function fakeAdmin(asked = ''): Bridge['admin'] {
  let users = [
    user({}),
    user({
      id: 'u2',
      login: 'sito',
      name: 'Sam Ito',
      grants: [{ role: 'agent', scope: 'inquiries/ofccp' }],
      sentences: ['Agent of the inquiries of OFCCP: logs and answers inquiries'],
    }),
    user({
      id: 'u3',
      login: 'mokafor',
      name: 'Maya Okafor',
      grants: [
        { role: 'selecting', scope: 'hiring/hq/v1' },
        { role: 'verifier', scope: 'hiring/hq' },
      ],
      sentences: ['Selecting official of vacancy DE-16-OSHA-62: reviews certificates and selects', 'Verifier of hiring office hq: keys paper applications a second time'],
    }),
    user({ id: 'u4', login: 'pold', name: 'Pat Old', active: false }),
  ]
  let devices = [
    device({}),
    device({ id: 'd2', computer: 'HQ-DESK-201', login: 'sito', waiting: 0, oldest: '', mine: false }),
    device({ id: 'd3', computer: 'FIELD-TABLET-3', login: 'mokafor', seen: '2026-10-20T08:00:00Z', waiting: 41, oldest: '2026-10-19T21:00:00Z', mine: false, state: 'lost', words: 'Has not been seen since it was reported' }),
    device({ id: 'd4', computer: 'OLD-PC', login: 'pold', seen: '2026-05-02T08:00:00Z', waiting: 0, oldest: '', mine: false, state: 'withdrawn', words: 'May not use the server' }),
  ]
  return {
    options: async () => ({
      roles: [
        { code: 'hr', label: 'HR specialist', does: 'keys, rates and certifies', places: [{ code: 'hiring/hq', label: 'Hiring office hq' }] },
        { code: 'selecting', label: 'Selecting official', does: 'reviews certificates and selects', places: [{ code: 'hiring/hq/v1', label: 'DE-16-OSHA-62 Industrial Hygienist' }] },
        { code: 'verifier', label: 'Verifier', does: 'keys paper applications a second time', places: [{ code: 'hiring/hq', label: 'Hiring office hq' }] },
        { code: 'agent', label: 'Agent', does: 'logs and answers inquiries', places: [{ code: 'inquiries/ofccp', label: 'Inquiries of OFCCP' }] },
        { code: 'admin', label: 'Administrator', does: 'manages users and computers, reads the audit trail; sees no cases', places: [{ code: 'admin', label: 'This server' }] },
      ],
      subjects: [
        { code: 'inquiry', label: 'Inquiries' },
        { code: 'application', label: 'Applications' },
        { code: 'user', label: 'Users' },
      ],
      me: 'u1',
    }),
    async users() {
      if (asked.includes('offline'))
        throw new Fault(
          'unavailable',
          'This is done on the server, which cannot be reached now. Look again when this computer has a connection; if you were changing something, see first whether it was done.',
        )
      return users
    },
    async addUser(form) {
      if (!form.login) throw new Fault('invalid', 'Some fields need attention.', [{ name: 'login', words: 'Enter a user name of 2 to 64 characters in small letters without spaces.' }])
      const added = user({ ...form, id: `u${users.length + 1}`, sentences: form.grants.map((g) => `${g.role} of ${g.scope}`) })
      users = [...users, added]
      return added
    },
    async changeUser(change) {
      users = users.map((u) => (u.id === change.id ? { ...u, active: change.active, grants: change.grants, rights: u.rights + 1 } : u))
      return users.find((u) => u.id === change.id) ?? user({})
    },
    code: async () => ({
      code: 'AEBAGB-AFQ2K7-MN4WSL-2XHTQD-9RSTUV-KMZPQR-7HJ2NC-4WXAE5',
      picture: qrPicture,
      until: new Date(Date.now() + 600_000).toISOString(),
    }),
    unlock: async () => '4K7Q-9M2X',
    devices: async () => devices,
    async revoke(id) {
      devices = devices.map((d) => (d.id === id ? { ...d, state: 'withdrawn', words: 'May not use the server' } : d))
      return devices
    },
    async report(id, how) {
      devices = devices.map((d) => (d.id === id ? { ...d, state: how, words: 'Has not been seen since it was reported' } : d))
      return devices
    },
    trail: async () => ({
      rows: [
        { n: 18_204, at: new Date(Date.now() - 60_000).toISOString(), who: 'Rosa Delgado', computer: 'HQ-LAPTOP-014', what: 'Read the audit trail', about: '', link: '' },
        { n: 18_203, at: '2026-11-22T14:02:00Z', who: 'Sam Ito', computer: 'HQ-DESK-201', what: 'Opened an inquiry', about: 'Inquiry', link: '#/inquiry/i1' },
        { n: 18_202, at: '2026-11-22T13:58:00Z', who: 'Rosa Delgado', computer: 'HQ-LAPTOP-014', what: 'Application: verify', about: 'Application: day phone, status', link: '#/application/a1' },
        { n: 18_201, at: '2026-11-22T13:40:00Z', who: 'Public web site', computer: '', what: 'Inquiry: submit', about: 'Inquiry: category, city, company, description, email, …', link: '#/inquiry/i2' },
        { n: 18_200, at: '2026-11-22T13:00:00Z', who: 'Server', computer: '', what: 'Started the server', about: 'Authority', link: '' },
      ],
      matched: 18_204,
      checked: 18_204,
      broken: asked.includes('broken') ? 'The audit trail is broken at entry 18205: it was changed or entries are missing.' : '',
    }),
    verifyTrail: async () => ({ entries: 18_204, opened: 12_931, erased: 412, damaged: 0 }),
  }
}
