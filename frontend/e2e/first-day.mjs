// The first day of a new user, over the real services: joins an office and starts
// one, keys a paper application beside its scan, logs a call, decides between two
// people's values, issues a certificate and saves its PDF. It takes the pictures of
// docs/guide/first-day.md.
//
//   node e2e/first-day.mjs --server build/bin/civicdesk --desktop build/bin/civicdesk-e2e [--pictures DIR] [--out DIR]
//
// It makes its own folders and ends what it starts. Exits 1 when a step fails.
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { keyCall, saveCall } from './call.mjs'
import { root } from './desk.mjs'
import { Office } from './office.mjs'
import { option, pictureOf } from './pages.mjs'
import { keyPaper } from './paper.mjs'
import { form612, scanPDF } from './scans.mjs'

const right = 'Front Range Logistics of Denver, Inc.'
const wrong = 'Front Range Freight LLC'
const person = { received: '112026', first: 'Keiko', last: 'Tanaka', ssn: '219099999' }
const office = new Office('first-day')
const { step, check, work } = office
const pictures = resolve(option('--pictures', join(root, 'docs/guide/pictures')))
mkdirSync(pictures, { recursive: true })

let taken = 0
async function picture(desk, name) {
  await desk.page.getByText('Syncing…').waitFor({ state: 'hidden' })
  await desk.page.waitForTimeout(400)
  await pictureOf(desk.page, join(pictures, `${name}.webp`))
  taken++
}

// correctCompany opens an inquiry and keys another employer into it.
async function correctCompany(desk, address, company, reason) {
  await desk.go(address)
  await desk.page.getByRole('button', { name: 'Correct a field…' }).click()
  await desk.page.getByLabel('Field', { exact: true }).selectOption('company')
  await desk.page.getByLabel('New value').fill(company)
  await desk.page.getByLabel('Reason').fill(reason)
}

await office.run(async () => {
  await step('a sample office', () => office.start(60))

  const hr = await office.blank('hr')
  await step('a new computer joins with a code', async () => {
    await hr.page.getByLabel('Enrolment code').fill(await office.code('rdelgado'))
    await picture(hr, 'join')
    await hr.page.getByRole('button', { name: 'Continue' }).click()
    await hr.page.getByLabel('New password', { exact: true }).fill(office.password)
    await hr.page.getByLabel('New password again').fill(office.password)
    await picture(hr, 'password')
    await hr.page.keyboard.press('Enter')
    await hr.page.getByRole('navigation', { name: 'Parts of Civic Desk' }).waitFor()
    await office.synced(hr)
  })

  await step('another computer starts an office of its own', async () => {
    const own = await office.blank('own')
    await own.page.getByRole('button', { name: 'Start an office on this computer' }).click()
    for (const [label, text] of [
      ['Agency', 'Office of Example Programs'],
      ['Office', 'Human Resources, Denver'],
      ['Your name', 'Rosa Delgado'],
      ['Work e-mail', 'rosa.delgado@agency.gov'],
      ['New password', office.password],
      ['New password again', office.password],
    ]) {
      await own.page.getByLabel(label, { exact: true }).fill(text)
    }
    await picture(own, 'start-office')
    await own.page.getByRole('button', { name: 'Start the office' }).click()
    await own.page.getByText('Your office is ready').waitFor()
    await picture(own, 'office-ready')
  })

  await step('the agency’s notice, the password, and Today', async () => {
    await hr.page.keyboard.press('Control+l')
    await hr.page.getByRole('button', { name: 'I agree' }).waitFor()
    await picture(hr, 'notice')
    await hr.signIn('rdelgado', office.password)
    await hr.go('#/today')
    await hr.page.getByRole('heading', { name: 'The last seven days' }).waitFor()
    await picture(hr, 'today')
  })

  await step('a paper application is keyed beside its scan', async () => {
    await office.vacancy(hr, 'Open')
    await picture(hr, 'vacancy')
    const pdf = scanPDF(await form612(work, await hr.page.getByRole('heading', { level: 1 }).textContent()), 3)
    await hr.page.keyboard.press('Alt+n')
    await hr.page.getByLabel('Date received').waitFor()
    await hr.type(person.received, '{Enter}')
    await hr.page.getByText('Saved on this computer').waitFor()
    await hr.drop('form-612.pdf', pdf)
    await hr.page.getByText('Page 1 of 3').waitFor()
    await hr.page.getByLabel('Date received').focus()
    await hr.page.keyboard.press('Control+a')
    await keyPaper(hr, person)
    await hr.page.getByLabel('Last name').scrollIntoViewIfNeeded()
    await hr.page.getByLabel('Last name').focus()
    await picture(hr, 'paper')
    await hr.page.keyboard.press('Control+Shift+Enter')
    await hr.page.getByRole('heading', { name: 'Tanaka, Keiko' }).waitFor()
    await picture(hr, 'review')
    await hr.page.keyboard.press('Control+Enter')
    const said = await hr.page.getByText(/Write A-/).textContent()
    check(/A-[0-9A-Z]{5}-[0-9A-Z]{5}/.test(said), said)
    await picture(hr, 'number')
  })

  const agent = await office.desk('agent', 'lnguyen')
  const colleague = await office.desk('colleague', 'gpena')
  let tracking = ''
  let inquiry = ''
  await step('a call is logged', async () => {
    await keyCall(agent)
    await picture(agent, 'call-about')
    await agent.page.getByLabel('First name').focus()
    await agent.page.getByLabel('First name').evaluate((field) => field.scrollIntoView({ block: 'center' }))
    await picture(agent, 'call')
    tracking = await saveCall(agent)
    check(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/.test(tracking), `tracking number ${tracking}`)
    await picture(agent, 'call-saved')
    await office.synced(agent)
    await office.synced(colleague)
  })

  await step('two people correct one field while the server is away', async () => {
    await agent.go('#/inquiries')
    await agent.page.getByRole('link', { name: tracking }).click()
    await agent.page.getByText('Why this office').waitFor()
    inquiry = new URL(agent.page.url()).hash
    await office.server.stop()
    await correctCompany(colleague, inquiry, wrong, 'He called again: the letter is from the parent firm')
    await colleague.page.getByRole('button', { name: 'Correct the field' }).click()
    await colleague.page.getByRole('dialog').waitFor({ state: 'hidden' })
    await correctCompany(agent, inquiry, right, 'He called back with the name on the offer')
    await picture(agent, 'correct')
    await agent.page.getByRole('button', { name: 'Correct the field' }).click()
    await agent.page.getByRole('dialog').waitFor({ state: 'hidden' })
    await office.startServer()
    await office.synced(colleague)
    await agent.go('#/sync')
    await agent.page.getByRole('button', { name: 'Sync now' }).click()
  })

  await step('both values are shown, and one decision ends it', async () => {
    await agent.go('#/attention')
    await agent.page.getByText(wrong).waitFor()
    await agent.page.getByText(right).waitFor()
    await picture(agent, 'attention')
    await agent.page.locator('.side').filter({ hasText: right }).getByRole('button').click()
    await agent.page.getByText('Nothing needs attention').waitFor()
    await office.synced(agent)
    await office.synced(colleague)
    await colleague.go('#/attention')
    await colleague.page.getByText('Nothing needs attention').waitFor()
    await colleague.go(inquiry)
    const employer = colleague.page.locator('aside section').filter({ has: colleague.page.getByRole('heading', { name: 'Employer', exact: true }) })
    await employer.getByText(right).waitFor()
    check(!(await employer.innerText()).includes(wrong), 'the value that was not chosen is shown as the employer')
    await picture(colleague, 'decided')
  })

  await step('a closed vacancy is rated, and its certificate issued', async () => {
    await office.vacancy(hr, 'Closed')
    await hr.page.getByRole('tab', { name: /Applicants/ }).click()
    await hr.page.getByRole('button', { name: 'Rate and rank' }).click()
    await hr.page.getByText('Under review').waitFor()
    await picture(hr, 'applicants')
    await hr.page.getByRole('link', { name: 'Make a certificate' }).first().click()
    await hr.page.getByText('How this list was made').waitFor()
    await picture(hr, 'preview')
    await hr.page.getByRole('button', { name: 'Issue this certificate…' }).click()
    await hr.page.getByLabel('Request number').fill('REQ-2026-0117')
    await picture(hr, 'issue')
    await hr.page.getByRole('button', { name: 'Issue the certificate', exact: true }).click()
    await hr.page.getByRole('button', { name: 'Export PDF' }).waitFor()
    await picture(hr, 'certificate')
  })

  await step('its PDF is where the person said', async () => {
    await hr.page.getByRole('button', { name: 'Export PDF' }).click()
    await hr.page.getByLabel('Export to').fill(join(work, 'certificate.pdf'))
    await hr.page.keyboard.press('Enter')
    await hr.page.getByText('Exported', { exact: true }).waitFor()
    await picture(hr, 'pdf')
    const file = readFileSync(join(work, 'certificate.pdf'))
    check(file.subarray(0, 4).toString('latin1') === '%PDF' && file.length > 5_000, `a PDF of ${file.length} bytes`)
  })

  console.log(`${taken} pictures in ${pictures}`)
})
process.exit(process.exitCode ?? 0)
