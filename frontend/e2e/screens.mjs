// Takes a picture of every screen and lets axe look for barriers.
//
//   npm run screens                       made-up data, no program needed
//   npm run screens -- --out DIR --dark   in the dark colours
//
// Exits 1 when axe finds anything.
import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'

const here = fileURLToPath(new URL('.', import.meta.url))
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : process.argv[at + 1]
}
const out = option('--out', join(here, 'out'))
const only = option('--only', '')
const dark = process.argv.includes('--dark')
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium'

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }

function serve(folder) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://x').pathname)
    const file = join(folder, path === '/' ? 'index.html' : path)
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

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
  ['today', '?in', '#/today'],
  ['goto', '?in', '#/today', async (page) => page.keyboard.press('Control+k')],
  ['keys', '?in', '#/today', async (page) => page.keyboard.press('F1')],
  ['vacancies', '?in', '#/hiring'],
  ['vacancy', '?in', '#/hiring/v1'],
  ['questions', '?in', '#/hiring/v1/questions'],
  ['applicants', '?in', '#/hiring/v1/applicants', async (page) => page.getByRole('button', { name: 'Why here?' }).first().click()],
  ['certificates', '?in', '#/hiring/v1/certificates'],
  ['application', '?in', '#/application/a1'],
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
  ['inquiry', '?in', '#/inquiry/i1'],
  ['attention', '?in', '#/attention'],
  ['sync', '?in', '#/sync'],
]

mkdirSync(out, { recursive: true })
const server = await serve(join(here, '..', 'dist-fake') + '/')
const base = `http://127.0.0.1:${server.address().port}/`
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: dark ? 'dark' : 'light' })
let barriers = 0
for (const [name, search, hash, act] of screens) {
  if (only && !only.split(',').includes(name)) continue
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    barriers++
    console.log(`${name}: ${error.message}`)
  })
  await page.goto(base + search + hash)
  await page.waitForSelector('html[data-ready]')
  await page.waitForTimeout(150)
  if (act) await act(page)
  await page.waitForTimeout(250)
  await page.screenshot({ path: join(out, `${name}${dark ? '-dark' : ''}.png`) })
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  for (const v of found.violations) {
    barriers++
    console.log(`${name}: ${v.id}: ${v.help}`)
    for (const node of v.nodes.slice(0, 3)) console.log(`    ${node.target.join(' ')}  ${node.failureSummary?.split('\n')[1] ?? ''}`)
  }
  await page.close()
}
await browser.close()
server.close()
console.log(barriers === 0 ? 'axe found nothing' : `${barriers} found`)
process.exit(barriers === 0 ? 0 : 1)
