// Takes a picture of every screen and lets axe look for barriers.
//
//   npm run screens                       made-up data, no program needed
//   npm run screens -- --out DIR --dark   in the dark colours
//   npm run screens -- --size 1024x700    in a small window
//   npm run screens -- --webp             small pictures, as docs/screens has them, without axe
//
// Exits 1 when axe finds anything.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { barriersOf, here, openBrowser, option, pictureOf, serveFolder } from './pages.mjs'

const out = option('--out', join(here, 'out'))
const only = option('--only', '')
const [width, height] = option('--size', '1280x800').split('x').map(Number)
const dark = process.argv.includes('--dark')
const webp = process.argv.includes('--webp')

const screens = [
  ['notice', '?out', ''],
  ['signin', '?out', '', async (page) => page.keyboard.press('Enter')],
  [
    'signin-wrong',
    '?out',
    '',
    async (page) => {
      await page.keyboard.press('Enter')
      await page.keyboard.type('wrong')
      await page.keyboard.press('Enter')
      await page.getByText('not right').waitFor()
    },
  ],
  [
    'signin-expired',
    '?out',
    '',
    async (page) => {
      await page.keyboard.press('Enter')
      await page.keyboard.type('old')
      await page.keyboard.press('Enter')
      await page.getByText('more than 90 days old').waitFor()
      await page.keyboard.type('Quiet-Lake-7')
    },
  ],
  ['enrol', '?first-run', ''],
  [
    'enrol-password',
    '?first-run',
    '',
    async (page) => {
      await page.getByLabel('Enrolment code').fill('code')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByLabel('New password', { exact: true }).fill('Long3nough')
    },
  ],
  ['enrol-start', '?first-run', '', async (page) => page.getByRole('button', { name: 'Start an office on this computer' }).click()],
  [
    'office-wrong',
    '?first-run',
    '',
    async (page) => {
      await page.getByRole('button', { name: 'Start an office on this computer' }).click()
      await page.getByLabel('Agency', { exact: true }).fill('Office of Example Programs')
      await page.getByLabel('Work e-mail').fill('rosa.delgado@agency.gov')
      await page.getByLabel('New password', { exact: true }).fill('Long3nough')
      await page.getByRole('button', { name: 'Start the office' }).click()
      await page.getByText('There is a problem').waitFor()
    },
  ],
  [
    'office-ready',
    '?first-run',
    '',
    async (page) => {
      await page.getByRole('button', { name: 'Start an office on this computer' }).click()
      for (const [label, text] of [
        ['Agency', 'Office of Example Programs'],
        ['Office', 'Human Resources, Denver'],
        ['Your name', 'Rosa Delgado'],
        ['Work e-mail', 'rosa.delgado@agency.gov'],
        ['New password', 'Quiet-Lake-7'],
        ['New password again', 'Quiet-Lake-7'],
      ]) {
        await page.getByLabel(label, { exact: true }).fill(text)
      }
      await page.getByRole('button', { name: 'Start the office' }).click()
      await page.getByText('Your office is ready').waitFor()
      await page.getByText('Where the records are').waitFor()
    },
  ],
  ['office-begun', '?first-run&begun', ''],
  ['office-trouble', '?first-run&begun&trouble', ''],
  [
    'locked',
    '?out',
    '',
    async (page) => {
      await page.keyboard.press('Enter')
      await page.keyboard.type('locked')
      await page.keyboard.press('Enter')
      await page.getByText('K7QM').waitFor()
    },
  ],
  [
    'forgotten',
    '?out',
    '',
    async (page) => {
      await page.keyboard.press('Enter')
      await page.getByText('I have forgotten my password').click()
    },
  ],
  ['slept', '?out&slept', ''],
  [
    'close',
    '?first-run',
    '',
    async (page) => {
      await page.getByRole('button', { name: 'Start an office on this computer' }).click()
      await page.getByLabel('Agency', { exact: true }).fill('Office of Example Programs')
      await page.keyboard.press('Control+q')
      await page.getByRole('dialog', { name: 'Close Civic Desk?' }).waitFor()
    },
  ],
  [
    'kept',
    '?in',
    '#/inquiry/i1',
    async (page) => {
      await page.getByLabel('Note', { exact: true }).fill('Called back; the caller has the letter of the 3rd.')
      await page.getByText('kept on this computer until').waitFor()
    },
  ],
  ['today', '?in', '#/today'],
  ['goto', '?in', '#/today', async (page) => page.keyboard.press('Control+k')],
  [
    'find',
    '?in',
    '#/today',
    async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('an')
      await page.getByText('Knowledge base', { exact: true }).first().waitFor()
      await page.getByRole('option', { name: /^Tanaka/ }).waitFor()
    },
  ],
  [
    'find-field',
    '?in',
    '#/today',
    async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('front range')
      await page.getByText('Company:').waitFor()
    },
  ],
  ['keys', '?in', '#/today', async (page) => page.keyboard.press('F1')],
  ['vacancies', '?in', '#/hiring'],
  [
    'vacancies-views',
    '?in',
    '#/hiring',
    async (page) => {
      await page.getByLabel('Status').selectOption('Open')
      await page.getByRole('button', { name: 'Views' }).click()
      await page.getByLabel('Name of the view').fill('Open ones')
      await page.getByRole('button', { name: 'Save the view' }).click()
      await page.getByLabel('Name of the view').fill('Closing soon, Bureau of Labor Statistics')
      await page.getByRole('button', { name: 'Save the view' }).click()
      await page.getByRole('button', { name: 'Open the table with Open ones' }).click()
    },
  ],
  ['vacancies-new', '?in', '#/hiring', async (page) => page.getByRole('button', { name: 'New vacancy…' }).click()],
  ['vacancy', '?in', '#/hiring/v1'],
  [
    'vacancy-public',
    '?in',
    '#/hiring/v1',
    async (page) => {
      await page.getByRole('button', { name: 'As the public sees it' }).click()
      await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor()
    },
  ],
  ['rating', '?in', '#/hiring/v1/rating'],
  ['history', '?in', '#/hiring/v1/history'],
  ['builder-new', '?in', '#/hiring/new/write/position'],
  ['builder', '?in', '#/hiring/v6/write/dates'],
  [
    'builder-problem',
    '?in',
    '#/hiring/v6/write/dates',
    async (page) => {
      await page.getByLabel('Openings').fill('a few')
      await page.keyboard.press('Tab')
      await page.getByText('Enter the number of openings').waitFor()
    },
  ],
  ['builder-complete', '?in', '#/hiring/v6/write/duties'],
  ['builder-rating', '?in', '#/hiring/v6/write/evaluation'],
  [
    'builder-questions',
    '?in',
    '#/hiring/v6/write/questions',
    async (page) => {
      await page.getByRole('button', { name: 'Choose from the library…' }).click()
      await page.getByLabel(/air samples/).check()
      await page.getByLabel(/Mark each hazard/).check()
      await page.getByRole('button', { name: 'Add 2 questions' }).click()
      await page.getByRole('heading', { name: 'Question library' }).waitFor({ state: 'detached' })
    },
  ],
  ['builder-library', '?in', '#/hiring/v6/write/questions', async (page) => page.getByRole('button', { name: 'Choose from the library…' }).click()],
  ['builder-question', '?in', '#/hiring/v6/write/questions', async (page) => page.getByRole('button', { name: 'Write a question…' }).click()],
  [
    'builder-preview',
    '?in',
    '#/hiring/v6/write/duties',
    async (page) => {
      await page.getByRole('button', { name: 'Preview as the public sees it' }).click()
      await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor()
    },
  ],
  ['builder-open', '?in', '#/hiring/v6/write/position', async (page) => page.getByRole('button', { name: 'Open the vacancy…' }).click()],
  ['questions', '?in', '#/hiring/v1/questions'],
  ['applicants', '?in', '#/hiring/v1/applicants', async (page) => page.getByRole('button', { name: 'Why?' }).first().click()],
  ['applicants-marked', '?in&changed', '#/hiring/v1/applicants', async (page) => mark(page, ['Nguyễn', 'Ångström', 'Иванова'])],
  ['applicants-many', '?in&many', '#/hiring/v1/applicants'],
  ['applicants-none', '?in&none', '#/hiring/v1/applicants'],
  ['applicants-failing', '?in&failing', '#/hiring/v1/applicants'],
  ['applicants-reader', '?in&reader', '#/hiring/v1/applicants'],
  ['applicants-all', '?in', '#/applicants'],
  [
    'applicants-all-many',
    '?in&many',
    '#/applicants',
    async (page) => {
      await page.getByLabel('Filter').fill('delgado')
      await page.getByText('of 640 rows').waitFor()
    },
  ],
  ['applicants-all-none', '?in&none', '#/applicants'],
  ['applicants-all-failing', '?in&failing', '#/applicants'],
  ['applicants-all-slow', '?in&slow', '#/applicants'],
  ['step-preference', '?in', '#/application/a2', async (page) => page.getByRole('button', { name: 'Decide preference…' }).click()],
  ['step-preference-wrong', '?in', '#/application/a2', async (page) => step(page, 'Decide preference…')],
  ['step-rating', '?in', '#/application/a3', async (page) => step(page, 'Lower rating…')],
  ['step-ineligible', '?in', '#/application/a3', async (page) => page.getByRole('button', { name: 'Find ineligible…' }).click()],
  ['step-move', '?in', '#/application/a3', async (page) => step(page, 'Move…')],
  ['step-foreseen', '?in', '#/hiring/v1/applicants', async (page) => foreseen(page)],
  [
    'step-told',
    '?in',
    '#/hiring/v1/applicants',
    async (page) => {
      await foreseen(page)
      await page.getByRole('button', { name: /^Find 2 applicants ineligible/ }).click()
      await page.getByText('2 wait for the server').waitFor()
    },
  ],
  ['application', '?in', '#/application/a1'],
  [
    'application-documents',
    '?in',
    '#/application/a1',
    async (page) => {
      await page.getByRole('button', { name: 'Documents' }).click()
      await page.getByRole('button', { name: 'Attach a file…' }).click()
      await page.getByText('Page 1 of 3').waitFor()
      await page.locator('canvas').first().waitFor()
    },
  ],
  ['application-rating', '?in', '#/application/a5', async (page) => page.getByRole('tab', { name: 'Rating' }).click()],
  ['application-person', '?in', '#/application/a1', async (page) => page.getByRole('tab', { name: 'Person' }).click()],
  ['application-notes', '?in', '#/application/a1', async (page) => page.getByRole('tab', { name: /Notes/ }).click()],
  ['application-history', '?in', '#/application/a1', async (page) => page.getByRole('tab', { name: /History/ }).click()],
  ['application-failing', '?in&failing', '#/application/a1'],
  ['certificates', '?in', '#/hiring/v1/certificates'],
  ['certificates-none', '?in&none', '#/hiring/v1/certificates'],
  ['paper-list', '?in', '#/paper'],
  [
    'paper',
    '?in',
    '#/paper/new/v1',
    async (page) => {
      await page.keyboard.type('111826')
      await page.keyboard.press('Enter')
      await page.keyboard.type('Mail room')
      await page.keyboard.press('Enter')
      await page.keyboard.type('1')
      await page.keyboard.press('Tab')
      await page.keyboard.type('2')
      await page.keyboard.press('Enter')
      await page.keyboard.type('Tanaka')
      await page.keyboard.press('Enter')
      await page.getByText('Saved on this computer').waitFor()
    },
  ],
  [
    'paper-errors',
    '?in',
    '#/paper/new/v1',
    async (page) => {
      await page.keyboard.type('133326')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Control+Enter')
      await page.getByText('There is a problem').waitFor()
    },
  ],
  [
    'paper-scan',
    '?in',
    '#/paper/new/v1',
    async (page) => {
      await page.keyboard.type('111826')
      await page.keyboard.press('Enter')
      await page.getByText('Saved on this computer').waitFor()
      await page.getByRole('button', { name: 'Attach a file…' }).click()
      await page.getByText('Page 1 of 3').waitFor()
      await page.locator('canvas').first().waitFor()
    },
  ],
  [
    'paper-review',
    '?in',
    '#/paper/new/v1',
    async (page) => {
      await page.keyboard.type('111826')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Control+Shift+Enter')
      await page.getByText('Review before it is sent').waitFor()
    },
  ],
  ['paper-work', '?in', '#/paper/new/v1', async (page) => page.locator('#part-work').scrollIntoViewIfNeeded()],
  ['paper-answers', '?in', '#/paper/new/v1', async (page) => page.locator('#part-answers').scrollIntoViewIfNeeded()],
  ['second', '?in', '#/second/p2'],
  [
    'differences',
    '?in',
    '#/second/p2',
    async (page) => {
      await page.getByLabel('Last name').fill('Abdelazis')
      await page.keyboard.press('Control+Enter')
      await page.getByText('field differs').waitFor()
    },
  ],
  ['certificate-preview', '?in', '#/certificate/new/v1/09'],
  ['certificate-issue', '?in', '#/certificate/new/v1/09', async (page) => page.getByRole('button', { name: 'Issue this certificate…' }).click()],
  ['certificate-unready', '?in&unready', '#/certificate/new/v1/09'],
  [
    'certificate-waiting',
    '?in',
    '#/certificate/new/v1/11',
    async (page) => {
      await page.getByRole('button', { name: 'Issue this certificate…' }).click()
      await page.getByRole('button', { name: 'Issue the certificate' }).click()
      await page.getByText('waits for the server').waitFor()
    },
  ],
  ['certificate-official', '?in&official', '#/certificate/c1', async (page) => page.getByRole('button', { name: 'Why here? Okafor' }).click()],
  ['certificate-expired', '?in&expired', '#/certificate/c1'],
  ['certificate-returned', '?in', '#/certificate/c2'],
  [
    'certificate-proof',
    '?in',
    '#/certificate/c1',
    async (page) => {
      await page.getByLabel('Decision on Okafor').selectOption('D')
      await page.getByRole('button', { name: 'Record these decisions' }).click()
      await page.getByText('were not recorded').waitFor()
      await page.getByLabel('Proof').scrollIntoViewIfNeeded()
    },
  ],
  [
    'certificate-sign',
    '?in',
    '#/certificate/c1',
    async (page) => {
      await page.getByLabel('Decision on Okafor').selectOption('A')
      await page.getByRole('button', { name: 'Sign and return…' }).click()
    },
  ],
  [
    'certificate-extend',
    '?in',
    '#/certificate/c1',
    async (page) => {
      await page.getByRole('button', { name: 'Extend…' }).click()
      await page.getByRole('button', { name: 'Extend the certificate' }).click()
      await page.getByText('Say why it is extended').waitFor()
    },
  ],
  ['certificate-cancel', '?in', '#/certificate/c1', async (page) => page.getByRole('button', { name: 'Cancel the certificate…' }).click()],
  [
    'certificate',
    '?in',
    '#/certificate/c1',
    async (page) => {
      await page.getByLabel('Decision on Ångström').selectOption('A')
      await page.getByRole('button', { name: 'Record these decisions' }).click()
      await page.getByText('not lawful').waitFor()
    },
  ],
  ['export', '?in', '#/certificate/c1', async (page) => page.getByRole('button', { name: 'Export PDF' }).click()],
  ['queue', '?in', '#/inquiries'],
  ['queue-aside', '?in', '#/inquiries/aside'],
  ['queue-ended', '?in', '#/inquiries/ended'],
  [
    'call',
    '?in',
    '#/call',
    async (page) => {
      await page.keyboard.type('José')
      await page.keyboard.press('Enter')
      await page.keyboard.type('Muñoz')
      await page.getByLabel('Workplace ZIP', { exact: true }).fill('80202')
      await page.keyboard.press('Tab')
      await page.getByText('Same caller').first().waitFor()
    },
  ],
  [
    'call-saved',
    '?in',
    '#/call',
    async (page) => {
      await page.getByLabel('Home ZIP').fill('80203')
      await page.keyboard.press('Control+Enter')
      await page.getByText('Read this number').waitFor()
    },
  ],
  [
    'call-articles',
    '?in',
    '#/call',
    async (page) => {
      await page.getByRole('radio', { name: /Another agency/ }).check()
      await page.getByLabel('What it is about').fill('How long is the deadline for filing?')
      await page.getByRole('button', { name: /^Attach What is the deadline/ }).click()
      await page.getByRole('heading', { name: 'Articles' }).scrollIntoViewIfNeeded()
    },
  ],
  [
    'article-reader',
    '?in',
    '#/call',
    async (page) => {
      await page.getByLabel('Search the knowledge base').fill('accommodation')
      await page.getByRole('button', { name: 'What is a reasonable accommodation?', exact: true }).click()
      await page.getByText('Attach this article').waitFor()
    },
  ],
  ['inquiry', '?in', '#/inquiry/i1'],
  ['inquiry-aside', '?in', '#/inquiry/i7'],
  ['inquiry-closed', '?in', '#/inquiry/i8', async (page) => page.getByRole('button', { name: 'Reopen' }).click()],
  ['inquiry-wait', '?in', '#/inquiry/i1', async (page) => page.getByRole('button', { name: 'Wait for the customer' }).click()],
  [
    'inquiry-give',
    '?in',
    '#/inquiry/i1',
    async (page) => {
      await page.getByRole('button', { name: 'Give to…' }).click()
      await page.getByLabel('Another office').click()
      await page.getByRole('button', { name: 'Give to the office' }).click()
      await page.getByText('Give the reason').waitFor()
    },
  ],
  [
    'correct',
    '?in',
    '#/inquiry/i1',
    async (page) => {
      await page.getByRole('button', { name: 'Correct a field…' }).click()
      await page.getByLabel('Field', { exact: true }).selectOption('homeZip')
      await page.getByRole('button', { name: 'Correct the field' }).click()
      await page.getByText('Say why').waitFor()
    },
  ],
  ['inquiry-history', '?in', '#/inquiry/i1', async (page) => page.getByRole('heading', { name: 'History' }).scrollIntoViewIfNeeded()],
  ['knowledge', '?in', '#/knowledge'],
  ['knowledge-none', '?in', '#/knowledge', async (page) => page.getByLabel('Search the knowledge base').fill('zebra')],
  ['article', '?in', '#/knowledge/reasonable-accommodation'],
  ['article-old', '?in', '#/knowledge/filing-deadlines/90ab12cd34ef'],
  ['admin-users', '?in', '#/admin/users'],
  [
    'admin-add',
    '?in',
    '#/admin/users',
    async (page) => {
      await page.getByRole('button', { name: 'Add a user…' }).click()
      await page.getByLabel('Role', { exact: true }).selectOption('agent')
      await page.getByRole('button', { name: 'Add the user' }).click()
      await page.getByText('Enter a user name').waitFor()
    },
  ],
  [
    'admin-user',
    '?in',
    '#/admin/users',
    async (page) => {
      await page.getByRole('button', { name: 'Maya Okafor' }).click()
      await page.getByRole('button', { name: 'Disable…' }).click()
    },
  ],
  [
    'admin-code',
    '?in',
    '#/admin/users',
    async (page) => {
      await page.getByRole('button', { name: 'Sam Ito' }).click()
      await page.getByRole('button', { name: 'Make an enrolment code' }).click()
      await page.getByText('Copy the code').waitFor()
    },
  ],
  [
    'admin-unlock',
    '?in',
    '#/admin/users',
    async (page) => {
      await page.getByRole('button', { name: 'Unlock an account…' }).click()
      await page.keyboard.type('K7QM-2HX9')
      await page.keyboard.press('Enter')
      await page.getByText('4K7Q-9M2X').waitFor()
    },
  ],
  ['admin-computers', '?in', '#/admin/computers'],
  [
    'admin-stolen',
    '?in',
    '#/admin/computers',
    async (page) => {
      await page.getByRole('button', { name: /HQ-DESK-201/ }).click()
      await page.getByRole('radio', { name: /Stolen/ }).check()
    },
  ],
  [
    'admin-trail',
    '?in',
    '#/admin/trail',
    async (page) => {
      await page.getByRole('button', { name: 'Check every value too' }).click()
      await page.getByText('None is damaged').waitFor()
    },
  ],
  ['admin-offline', '?in&offline', '#/admin/users'],
  ['admin-broken', '?in&broken', '#/admin/trail'],
  [
    'inquiry-files',
    '?in',
    '#/inquiry/i1',
    async (page) => {
      await page.getByRole('button', { name: 'Attach a file…' }).click()
      await page.getByText('waiting to be sent').waitFor()
      await page.getByRole('heading', { name: 'Attachments' }).scrollIntoViewIfNeeded()
    },
  ],
  ['attention', '?in', '#/attention'],
  ['resend', '?in', '#/attention', async (page) => page.getByRole('button', { name: 'Edit and send again…' }).click()],
  ['sync', '?in', '#/sync'],
  ['sync-first', '?in&first-sync', '#/sync'],
  [
    'sync-working',
    '?in&working',
    '#/sync',
    async (page) => {
      await page.getByRole('button', { name: 'Sync now' }).click()
      await page.getByRole('button', { name: 'Cancel' }).waitFor()
    },
  ],
  ['account', '?in', '#/account'],
  ['account-here', '?in&here', '#/account'],
]

// mark marks the applicants whose names begin so.
async function mark(page, names) {
  for (const name of names) await page.getByLabel(`Select ${name}`).click()
}

// step opens a step and asks what it does, with the form as it opens.
async function step(page, name) {
  await page.getByRole('button', { name }).click()
  await page.getByRole('button', { name: 'Show what it does' }).click()
  await page.locator('.usa-error-message').first().waitFor()
}

// foreseen shows what finding three ineligible would do; one is on a certificate.
async function foreseen(page) {
  await mark(page, ['Nguyễn', 'Ångström', 'Иванова'])
  await page.getByRole('button', { name: 'Find ineligible…' }).click()
  // The screen beneath has a grade to choose as well.
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Grade').selectOption('09')
  await dialog.getByLabel('Reason code').selectOption('IDOC')
  await dialog.getByLabel('Reason *').fill('No transcript was handed in')
  await dialog.getByRole('button', { name: 'Show what it does' }).click()
  await dialog.getByText('2 applicants of 3 would change').waitFor()
}

mkdirSync(out, { recursive: true })
const site = await serveFolder(join(here, '..', 'dist-fake'))
const browser = await openBrowser()
const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' })
context.setDefaultTimeout(120_000)
let barriers = 0
const waiting = screens.filter(([name]) => !only || only.split(',').includes(name))

// show opens one screen by itself, brings it into its state and looks at it.
async function show([name, search, hash, act]) {
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    barriers++
    console.log(`${name}: ${error.message}`)
  })
  await page.goto(site.address + search + hash)
  await page.waitForSelector('html[data-ready]')
  await page.waitForTimeout(150)
  if (act) await act(page)
  await page.waitForTimeout(250)
  if (webp) await pictureOf(page, join(out, `${name}.webp`))
  else await page.screenshot({ path: join(out, `${name}${dark ? '-dark' : ''}.png`) })
  const found = webp ? [] : await barriersOf(page, name)
  barriers += found.length
  if (found.length > 0) console.log(found.join('\n'))
  await page.close()
}

// Three at a time where only axe looks: most of a screen's time is waiting. A picture
// that is kept is taken alone, when everything of it is painted.
await Promise.all(
  (webp ? [1] : [1, 2, 3]).map(async () => {
    // oxlint-disable-next-line no-await-in-loop -- each of the three takes the next one when it is done
    for (let next = waiting.shift(); next; next = waiting.shift()) await show(next)
  }),
)
await browser.close()
site.close()
console.log(barriers === 0 ? (webp ? `pictures in ${out}` : 'axe found nothing') : `${barriers} found`)
process.exit(barriers === 0 ? 0 : 1)
