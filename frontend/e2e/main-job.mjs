// The main job of the desktop, through the screens, with a real server: an HR
// specialist keys a paper application offline, an agent logs a call offline,
// both sync, a second person keys it again with one difference, and a vacancy is
// rated, certified, exported and selected from.
//
//   node e2e/main-job.mjs --server build/bin/civicdesk --desktop build/bin/civicdesk-e2e [--out DIR]
//
// It makes its own folders and ends what it starts. Exits 1 when a step fails or
// axe finds a barrier.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { keyCall, saveCall } from './call.mjs'
import { Desk, openBrowser, root, run, serve } from './desk.mjs'
import { keyPaper, keySecond } from './paper.mjs'

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : resolve(process.argv[at + 1])
}
const program = option('--server', join(root, 'build/bin/civicdesk'))
const screens = option('--desktop', join(root, 'build/bin/civicdesk-e2e'))
const out = option('--out', join(root, 'frontend/e2e/out/main-job'))
const password = 'Paper-2026-x'

const freePort = () =>
  new Promise((done) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => done(port))
    })
  })

let passed = 0
const started = []
const work = mkdtempSync(join(tmpdir(), 'civicdesk-e2e-'))
mkdirSync(out, { recursive: true })
let current = ''

async function step(name, act) {
  current = name
  await act()
  passed++
  console.log(`ok ${passed} ${name}`)
}

function check(condition, words) {
  if (!condition) throw new Error(words)
}

const port = await freePort()
const address = `https://127.0.0.1:${port}`
const office = join(work, 'office')
const desks = {}
let server
let browser

async function startServer() {
  server = await serve(program, ['serve', '--data', office, '--listen', `127.0.0.1:${port}`], {}, /https:\/\//)
}
const code = async (login) => (await run(program, ['user', 'code', login, '--data', office])).trim().split('\n').pop()

async function enrolled(name, login) {
  const desk = new Desk(name, screens, join(work, name))
  desks[name] = desk
  started.push(desk)
  await desk.open(browser)
  await desk.enrol(await code(login), password)
  await desk.go('#/sync')
  await synced(desk)
  return desk
}

async function synced(desk) {
  await desk.go('#/sync')
  await desk.page.getByRole('button', { name: 'Sync now' }).click()
  await desk.page.getByText('Everything is exchanged with the server').waitFor()
}

// vacancy opens the vacancy whose row in the table holds the text.
async function vacancy(desk, status, pick = 0) {
  await desk.go('#/hiring')
  await desk.page.getByLabel('Status').selectOption({ label: status })
  await desk.page.locator('.table__body a').nth(pick).click()
  await desk.page.getByRole('tab', { name: 'Announcement' }).waitFor()
  return desk.page.url().split('#/hiring/')[1].split('/')[0]
}

try {
  await step('a sample office', async () => {
    await run(program, ['sample', '--data', office, '--address', address, '--applications', '60', '--inquiries', '20'])
    await startServer()
    browser = await openBrowser()
  })
  const hr = await (async () => {
    let desk
    await step('three people join their computers with one-time codes', async () => {
      desk = await enrolled('hr', 'rdelgado')
      await enrolled('second', 'ohaddad')
      await enrolled('agent', 'gpena')
    })
    return desk
  })()
  const { agent, second } = desks

  await step('a wrong password is one clear sentence', async () => {
    await hr.page.keyboard.press('Control+l')
    await hr.page.getByRole('button', { name: 'I agree' }).waitFor()
    await hr.look(out, 'notice')
    await hr.page.keyboard.press('Enter')
    await hr.page.getByLabel('Password').fill('not the password')
    await hr.page.keyboard.press('Enter')
    await hr.page.getByRole('alert').waitFor()
    await hr.look(out, 'wrong-password')
    await hr.page.getByLabel('Password').fill(password)
    await hr.page.keyboard.press('Enter')
    await hr.page.getByRole('navigation', { name: 'Parts of Civic Desk' }).waitFor()
  })

  let number = ''
  let vacancyId = ''
  await step('a paper application is keyed offline, by keyboard alone', async () => {
    await server.stop()
    vacancyId = await vacancy(hr, 'Open')
    await hr.look(out, 'vacancy')
    await hr.go(`#/paper/new/${vacancyId}`)
    await keyPaper(hr, { received: '112026', first: 'Keiko', last: 'Tanaka', ssn: '219099999' })
    await hr.look(out, 'paper')
    await hr.page.keyboard.press('Control+Enter')
    const said = await hr.page.getByText(/Write A-/).textContent()
    number = /A-[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(said)[0]
    await hr.page.getByText(/[1-9]\d* waiting/).waitFor()
  })

  await step('what is missing is said at its field, and the draft is saved all the same', async () => {
    await hr.page.getByLabel('Date received').waitFor()
    await hr.type('133326', '{Enter}', 'Mail room', '{Enter}')
    await hr.page.getByText('Saved on this computer').waitFor()
    await hr.page.keyboard.press('Control+Enter')
    await hr.page.getByText('There is a problem').waitFor()
    await hr.look(out, 'paper-problems')
    await hr.go('#/paper')
    await hr.page.getByRole('heading', { name: 'Your drafts' }).waitFor()
    await hr.look(out, 'paper-list')
  })

  let tracking = ''
  await step('a call is logged offline', async () => {
    await keyCall(agent)
    await agent.look(out, 'call')
    tracking = await saveCall(agent)
    await agent.look(out, 'call-saved')
    check(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/.test(tracking), `tracking number ${tracking}`)
  })

  await step('both sync when the server is back', async () => {
    await startServer()
    await synced(hr)
    await hr.look(out, 'sync')
    await synced(agent)
    await agent.go('#/inquiries')
    await agent.page.getByRole('link', { name: tracking }).click()
    await agent.page.getByText('Why this office').waitFor()
    await agent.look(out, 'inquiry')
    await agent.page.getByLabel('Note', { exact: true }).fill('Called back and explained the deadline.')
    await agent.page.getByRole('button', { name: 'Save the note' }).click()
    await agent.page.getByText('Called back and explained').waitFor()
  })

  await step('a second person keys it blind; the difference is settled', async () => {
    await synced(second)
    await second.go('#/paper')
    await second.page.getByRole('link', { name: number }).click()
    await second.page.getByText('Second keying of').waitFor()
    check(!(await second.page.content()).includes('Tanaka'), 'the first keying is shown to the second person')
    await keySecond(second, { received: '112026', first: 'Keiko', last: 'Tanak', ssn: '219099999' })
    await second.look(out, 'second')
    await second.page.keyboard.press('Control+Enter')
    await second.page.getByText('field differs').waitFor()
    await second.look(out, 'differences')
    await second.page.locator('input[type=radio]').first().check()
    await second.page.getByRole('button', { name: 'Keep what is chosen' }).click()
    await second.page.getByRole('heading', { name: 'Review before it is finished' }).waitFor()
    await second.look(out, 'finish')
    await second.page.keyboard.press('Control+Enter')
    await second.page.getByText(`Application ${number} is finished`).waitFor()
    await synced(second)
  })

  let certificate = ''
  await step('a vacancy is rated, and its list says why each person stands there', async () => {
    await vacancy(hr, 'Closed')
    await hr.page.getByRole('tab', { name: /Applicants/ }).click()
    await hr.page.getByRole('button', { name: 'Rate and rank' }).click()
    await hr.page.getByText('Under review').waitFor()
    await hr.page.getByRole('button', { name: 'Why?' }).first().click()
    await hr.look(out, 'applicants')
  })

  await step('a certificate is previewed and issued', async () => {
    await hr.page.getByRole('link', { name: 'Make a certificate' }).first().click()
    await hr.page.getByText('How this list was made').waitFor()
    await hr.look(out, 'certificate-preview')
    await hr.page.getByRole('button', { name: 'Issue this certificate…' }).click()
    await hr.page.getByRole('button', { name: 'Issue the certificate', exact: true }).click()
    await hr.page.getByText(/waits for the server|The certificate is issued/).waitFor()
    await hr.page.getByRole('link', { name: 'Certificates' }).click()
    const link = hr.page.getByRole('link', { name: /^HQ-/ })
    await link.waitFor()
    await link.click()
    await hr.page.getByRole('button', { name: 'Export PDF' }).waitFor()
    certificate = hr.page.url().split('#/certificate/')[1]
    check(certificate, 'no certificate')
    await hr.look(out, 'certificate')
  })

  await step('it is exported as PDF and Excel where a person says', async () => {
    for (const [button, ending, magic] of [
      ['Export PDF', 'pdf', '%PDF'],
      ['Export Excel', 'xlsx', 'PK'],
    ]) {
      await hr.page.getByRole('button', { name: button }).click()
      await hr.type(join(out, 'certificate'), '{Enter}')
      await hr.page.getByText('Exported', { exact: true }).waitFor()
      await hr.page.keyboard.press('Escape')
      check(
        readFileSync(join(out, `certificate.${ending}`))
          .toString('latin1')
          .startsWith(magic),
        `${ending} is none`,
      )
    }
  })

  await step('an unlawful selection is refused with the rule; a lawful one is recorded', async () => {
    const selects = hr.page.getByLabel(/^Decision on/)
    const all = await hr.page.evaluate(() => {
      let block = ''
      const names = []
      for (const row of document.querySelectorAll('tbody tr')) {
        if (row.classList.contains('band--minor')) block = row.textContent
        if (row.querySelector('select')) names.push(block)
      }
      return names
    })
    const preferred = all.findIndex((b) => b.startsWith('Preference'))
    const other = all.findIndex((b) => b.startsWith('Other'))
    if (preferred === 0 && other > 0) {
      await selects.nth(other).selectOption('A')
      await hr.page.getByRole('button', { name: 'Record these decisions' }).click()
      await hr.page.getByText('This selection is not lawful').waitFor()
      await hr.look(out, 'not-lawful')
      await selects.nth(other).selectOption('')
    }
    await selects.nth(0).selectOption('A')
    await hr.page.getByRole('button', { name: 'Record these decisions' }).click()
    await hr.page.getByText(/waits for the server|decisions are recorded/).waitFor()
  })

  await step('nothing of it is a barrier', async () => {
    const barriers = started.flatMap((d) => d.barriers)
    check(barriers.length === 0, barriers.join('\n'))
  })
} catch (error) {
  console.log(`not ok ${passed + 1} ${current}\n${error.stack}`)
  for (const desk of started) {
    await desk.page?.screenshot({ path: join(out, `failed-${desk.name}.png`) }).catch(() => {})
    console.log(desk.name, desk.barriers.join('\n'), desk.server?.log())
  }
  process.exitCode = 1
} finally {
  for (const desk of started) await desk.close()
  await browser?.close()
  await server?.stop()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${passed} passed, ${process.exitCode ? 1 : 0} failed`)
