import type { Bridge, desktop } from './bridge'
import { applicants } from './fakeApplicants'
import { Fault } from './fault'

const line = (a: desktop.ApplicantRow, block: string, residence: string): desktop.CertificateLine => ({
  application: a.id,
  place: a.place,
  category: a.category,
  block,
  name: a.name,
  preference: a.preference || a.claimed,
  standing: a.standing,
  rating: a.rating,
  residence,
  decision: '',
  date: '',
  proof: '',
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
  method: [
    { label: 'Ranked by', value: 'Quality category' },
    { label: 'Categories', value: 'Best Qualified: 95 and above, 4 assigned\nWell Qualified: 85 and above, 1 assigned' },
    { label: 'Order', value: 'Preference eligibles first inside each category, then by family name' },
    { label: 'CP and CPS', value: 'CP and CPS stand in the highest category (5 USC 3319(b)).' },
    { label: 'Merging', value: 'Not merged: 4 assigned to the highest category.' },
    { label: 'Ties', value: 'None: names inside a block are not ranked' },
    { label: 'Rule', value: '5 USC 3319; 5 CFR 337.304' },
  ],
  extensions: [],
  seen: 'digest',
  problem: '',
  warning: id ? '' : 'One preference on this list counts as claimed: nobody has verified it yet.',
  lines: [
    ...applicants.slice(0, 2).map((a) => line(a, 'Preference eligibles', 'Lagos Heights, TX')),
    ...applicants.slice(2, 4).map((a) => line(a, 'Other eligibles', 'Denver, CO')),
    ...applicants.slice(4, 5).map((a) => line(a, 'Preference eligibles', 'Boise, ID')),
  ],
  codes: [
    { code: 'A', label: 'Selected', proof: '' },
    { code: 'NS', label: 'Not selected', proof: '' },
    { code: 'NN', label: 'Not selected, not contacted', proof: '' },
    { code: 'D', label: 'Declined', proof: 'How it was declined, for example “e-mail of Nov 20, 2026”' },
    { code: 'FR', label: 'Failed to reply', proof: 'Each contact tried, with its day' },
    { code: 'NA', label: 'Not available or withdrew', proof: 'How this became known' },
    { code: 'SD', label: 'Selected on a different certificate', proof: 'The number of the other certificate' },
  ],
  openings: 1,
  expired: false,
  lastDay: '2027-07-19',
  ratings: true,
  mayIssue: id === '',
  mayDecide: id !== '',
  mayExport: id !== '',
  mayChange: id !== '',
  mayOpen: true,
})

// returned is a certificate that was signed, after an extension.
const returned = (id: string): desktop.CertificateView => {
  const c = certificate(id)
  const codes = ['A', 'D', 'NS', 'NS', 'NS']
  return {
    ...c,
    row: { ...c.row, status: 'Selection made', selected: 1 },
    facts: [...c.facts, { label: 'Signed by', value: 'Chief Nguyen, Dec 3, 2026' }],
    extensions: [
      { id: '1', at: '2026-12-01T15:00:00Z', by: 'Rosa Delgado', what: 'Extension 1', from: 'expires Feb 20, 2027', to: 'expires Apr 20, 2027, return by Jan 15, 2027', reason: 'Interviews in January', citation: '' },
    ],
    lines: c.lines.map((l, i) => ({ ...l, decision: codes[i] ?? '', date: '2026-12-02', proof: codes[i] === 'D' ? 'e-mail of Dec 1, 2026' : '' })),
    mayDecide: false,
    mayChange: false,
  }
}

// certificatesPart is the part of the fake bridge about certificates. The address
// decides the state: the selecting official's ("official"), expired, or one that
// cannot be issued ("unready").
export function certificatesPart(search: string) {
  const of = (id: string): desktop.CertificateView => {
    if (id === 'c2') return returned(id)
    const c = certificate(id)
    if (search.includes('official')) return { ...c, ratings: false, mayOpen: false, mayChange: false, lines: c.lines.map((l) => ({ ...l, rating: '' })) }
    if (search.includes('expired')) return { ...c, row: { ...c.row, expires: '2026-02-20' }, expired: true, mayDecide: false }
    if (search.includes('unready'))
      return { ...c, problem: '2 finished applications are not in the last rating. Rate the vacancy again first.', warning: '', facts: [], method: [], lines: [], mayIssue: false }
    return c
  }
  const part: Partial<Bridge['hiring']> = {
    certificates: async () => (search.includes('none') ? [] : [certificate('c1').row, { ...returned('c2').row, number: 'HQ-2026-0002', grade: '07' }]),
    previewCertificate: async (vacancy, grade) => {
      const c = of('')
      return { ...c, vacancy, row: { ...c.row, grade } }
    },
    issueCertificate: async () => ({ waiting: true, words: 'Issuing waits for the server. It is done at the next sync.', id: '' }),
    certificate: async (id) => of(id),
    async decide(_id, decisions) {
      const lacks = decisions.filter((d) => ['D', 'FR', 'NA', 'SD'].includes(d.code) && !d.proof)
      if (lacks.length > 0)
        throw new Fault(
          'invalid',
          'Some fields need attention.',
          lacks.map((d) => ({ name: `decisions.${d.application}.proof`, words: 'A declination needs its date and how it was given, for example “e-mail of Nov 20, 2026”' })),
        )
      throw new Fault(
        'refused',
        'Ångström, Björn, who has no preference, cannot be selected while Okafor, Chidi, a preference eligible (CPS), remains in the same category. Select Okafor, Chidi, record that the offer was declined, or request a pass-over.',
        [],
        '5 USC 3319(c)(6)(A)',
      )
    },
    async extendCertificate(_id, form) {
      const wrong = [
        ...(form.expires > '2027-07-19' ? [{ name: 'expires', words: 'A certificate holds at most 240 days from its issue: enter Jul 19, 2027 or earlier, or issue a new one' }] : []),
        ...(form.reason ? [] : [{ name: 'reason', words: 'Say why it is extended; the reason is kept' }]),
      ]
      if (wrong.length > 0) throw new Fault('invalid', 'Some fields need attention.', wrong)
      return { waiting: false, words: 'The certificate is extended.', id: '' }
    },
    async cancelCertificate(_id, reason) {
      if (!reason) throw new Fault('invalid', 'Some fields need attention.', [{ name: 'reason', words: 'Say why the certificate is canceled.' }])
      return { waiting: false, words: 'The certificate is canceled. Its applications are free to be rated again.', id: '' }
    },
    async exportCertificate(_id, format, path, password) {
      if (password && password.length < 8) throw new Fault('invalid', 'Some fields need attention.', [{ name: 'password', words: 'Enter at least 8 characters, or leave the password empty' }])
      return { path: path.endsWith(format) ? path : `${path}.${format}` }
    },
  }
  return part as Pick<
    Bridge['hiring'],
    'certificates' | 'previewCertificate' | 'issueCertificate' | 'certificate' | 'decide' | 'extendCertificate' | 'cancelCertificate' | 'exportCertificate'
  >
}
