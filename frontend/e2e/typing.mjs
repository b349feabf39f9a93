// Measures how long a key takes from the keyboard to the painted letter, in the
// paper form with a scan of forty pages beside it: 200 keys each in a line of text
// near the top, in the duties of a job, and while turning pages; and in a bare page
// of the same browser, which shows what the browser and the computer take. Then how
// long it takes to go from screen to screen, and for the program to start until the
// notice can be agreed to.
//
//   node e2e/typing.mjs --server build/bin/civicdesk --desktop build/bin/civicdesk-e2e
//   --json FILE    writes every figure there, in milliseconds
//
// It prints the median, the 95th percentile and the worst. The time of a key runs
// from the event's own timestamp to the first frame that was presented after it;
// that of a screen from the change of the address to the first such frame with the
// screen's heading and its data.
import { writeFileSync } from 'node:fs'
import { Office } from './office.mjs'
import { option } from './pages.mjs'
import { form612, scanPDF } from './scans.mjs'

const office = new Office('typing')
const { step, work } = office
const keys = 200
const figures = {}

// listen notes for each key when it was pressed and when the next frame was out.
const listen = () => {
  window.paints = []
  window.addEventListener(
    'keydown',
    (e) => {
      const from = e.timeStamp
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.addEventListener('message', () => window.paints.push(performance.now() - from), { once: true })
        channel.port1.start()
        channel.port2.postMessage(0)
      })
    },
    true,
  )
}

const ms = (value) => `${value.toFixed(1)} ms`

// told prints and keeps the figures of one measure.
function told(name, all, what) {
  figures[name] = all
  const sorted = [...all].sort((a, b) => a - b)
  console.log(`  ${name}: median ${ms(sorted[sorted.length >> 1])}, 95 % within ${ms(sorted[Math.floor(sorted.length * 0.95)])}, worst ${ms(sorted.at(-1))} of ${sorted.length} ${what}`)
}

// change goes to an address and says how long that took: window.arrived is the
// heading of a screen whose data are there.
const change = async (hash) => {
  const heading = () => document.querySelector('main h1, main h2')
  const before = heading()
  const from = performance.now()
  window.location.hash = hash
  for (;;) {
    await new Promise((next) => requestAnimationFrame(next))
    const now = heading()
    const opening = [...document.querySelectorAll('main [role=status]')].some((e) => e.textContent.startsWith('Opening'))
    if (now && now !== before && !opening) break
    if (performance.now() - from > 5000) throw new Error(`${hash} did not come`)
  }
  await new Promise((done) => {
    const channel = new MessageChannel()
    channel.port1.addEventListener('message', done, { once: true })
    channel.port1.start()
    channel.port2.postMessage(0)
  })
  return performance.now() - from
}

// spent is how long the page has been busy with what, in milliseconds.
async function spent(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map((m) => [m.name, m.value * 1000]))
}

async function measure(desk, name, act) {
  const session = await desk.page.context().newCDPSession(desk.page)
  await session.send('Performance.enable')
  const before = await spent(session)
  await desk.page.evaluate(() => {
    window.paints.length = 0
  })
  for (let i = 0; i < keys; i++) {
    await act(i)
    await desk.page.waitForTimeout(35)
  }
  const all = await desk.page.evaluate(() => window.paints)
  const after = await spent(session)
  const each = (what) => ms((after[`${what}Duration`] - before[`${what}Duration`]) / keys)
  console.log(`  ${name}: for each key ${each('Script')} script, ${each('RecalcStyle')} style, ${each('Layout')} layout, ${each('Task')} in all`)
  told(name, all, 'keys')
}

await office.run(async () => {
  const letters = 'the quick brown fox jumps over the lazy dog '
  await step('a form with a scan of forty pages beside it', async () => {
    await office.start()
    const hr = await office.desk('hr', 'rdelgado')
    const pdf = scanPDF(await form612(work), 40)
    await office.vacancy(hr, 'Open')
    await hr.page.keyboard.press('Alt+n')
    await hr.page.getByLabel('Date received').waitFor()
    await hr.type('112026', '{Enter}')
    await hr.page.getByText('Saved on this computer').waitFor()
    await hr.drop('form-612.pdf', pdf)
    await hr.page.locator('canvas').first().waitFor()
    await hr.page.waitForTimeout(1500)
    for (const name of ['Add another job', 'Add another job']) await hr.page.getByRole('button', { name }).click()
    await hr.page.evaluate(listen)
  })
  const [hr] = office.desks
  await step('keys in a bare page, to compare', async () => {
    const page = await hr.context.newPage()
    await page.setContent('<label>Bare <input></label>')
    await page.evaluate(listen)
    await page.getByLabel('Bare').focus()
    await measure({ page }, 'bare', (i) => page.keyboard.press(letters[i % letters.length] === ' ' ? 'Space' : letters[i % letters.length]))
    await page.close()
    await hr.page.bringToFront()
  })
  await step('keys in a line of text', async () => {
    await hr.page.getByLabel('Last name').focus()
    await measure(hr, 'last name', (i) => hr.page.keyboard.press(letters[i % letters.length] === ' ' ? 'Space' : letters[i % letters.length]))
  })
  await step('keys in the duties of a job', async () => {
    await hr.page.getByLabel('Duties').nth(1).focus()
    await measure(hr, 'duties', (i) => hr.page.keyboard.press(letters[i % letters.length] === ' ' ? 'Space' : letters[i % letters.length]))
  })
  await step('keys while pages are turned', async () => {
    await hr.page.getByLabel('Street').focus()
    await measure(hr, 'street, a page turned every tenth key', (i) => hr.page.keyboard.press(i % 10 === 9 ? (i < keys / 2 ? 'Alt+PageDown' : 'Alt+PageUp') : 'x'))
  })
  await step('from screen to screen', async () => {
    const screens = ['#/hiring', '#/today', '#/paper', '#/attention', '#/hiring', '#/sync', '#/account']
    for (const screen of screens) await hr.page.evaluate(change, screen) // the first time each is fetched
    const all = []
    for (let round = 0; round < 5; round++) for (const screen of screens) all.push(await hr.page.evaluate(change, screen))
    told('screen to screen', all, 'changes')
  })
  await step('the program starts', async () => {
    const all = []
    for (let round = 0; round < 6; round++) {
      await hr.close()
      const began = performance.now()
      await hr.open(office.browser)
      await hr.page.getByRole('button', { name: 'I agree' }).waitFor()
      if (round > 0) all.push(performance.now() - began) // the first one finds nothing in memory
    }
    told('start to the notice', all, 'starts')
  })
  const file = option('--json', '')
  if (file) writeFileSync(file, JSON.stringify(figures))
})
