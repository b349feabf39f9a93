// Scrolls the gallery's table of 100,000 rows in headless Chromium and says from
// a trace how many frames took longer than 16.7 ms.
//
//   npm run scroll                  after npm run build:gallery
//   npm run scroll -- --trace FILE  keeps the trace, to be opened in a browser
//
// Prints one JSON object. A busy computer delays frames that cost little: "work"
// is the processor time of the page's main thread for a frame, "workOver" how many
// took longer than 16.7 ms; "between" is the time on the clock between two frames
// that were shown, "skipped" how often one or more were missed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { here, openBrowser, option, serveFolder } from './pages.mjs'

const budget = 16.7
const site = await serveFolder(join(here, '..', 'dist-gallery'), 'gallery.html')
const browser = await openBrowser()
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
const page = await context.newPage()
await page.goto(`${site.address}#/table-long`)
await page.waitForSelector('html[data-ready]')
await page.getByRole('grid').waitFor()
await page.waitForTimeout(1000)
const box = await page.locator('.table-wrap').boundingBox()
const at = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }
const cdp = await context.newCDPSession(page)
const scroll = (distance, speed) =>
  cdp.send('Input.synthesizeScrollGesture', { ...at, yDistance: distance, speed, gestureSourceType: 'mouse', preventFling: true })

const jump = (parts) =>
  page.evaluate(async (all) => {
    const wrap = document.querySelector('.table-wrap')
    for (const part of all) {
      wrap.scrollTop = part * wrap.scrollHeight
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))
    }
    return Number(document.querySelector('.table__body > :last-child')?.getAttribute('aria-rowindex'))
  }, parts)

// traced does something and says what its frames cost.
async function traced(act) {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame'],
  })
  await act()
  const trace = await browser.stopTracing()
  if (option('--trace', '')) writeFileSync(option('--trace', ''), trace)
  const { traceEvents: events } = JSON.parse(trace)
  const frame = (e) => e.name === 'BeginMainThreadFrame'
  const main = events.find((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain' && events.some((f) => f.pid === e.pid && frame(f)))
  const ours = events.filter((e) => e.pid === main.pid).sort((a, b) => a.ts - b.ts)
  const frames = ours.filter(frame)
  const tasks = ours.filter((e) => e.tid === main.tid && e.name === 'RunTask' && e.dur)
  const drawn = ours.filter((e) => e.name === 'DrawFrame')
  const work = frames.map((f, i) => {
    const end = frames[i + 1]?.ts ?? f.ts + budget * 1000
    return tasks.filter((t) => t.ts >= f.ts - 500 && t.ts < end - 500).reduce((sum, t) => sum + (t.tdur ?? t.dur), 0) / 1000
  })
  // A pause before the first or after the last movement is no frame.
  const between = drawn
    .slice(1)
    .map((d, i) => (d.ts - drawn[i].ts) / 1000)
    .filter((ms) => ms < 250)
  return {
    frames: frames.length,
    workOver: work.filter((ms) => ms > budget).length,
    work: spread(work),
    shown: between.length,
    skipped: between.filter((ms) => ms > 1.5 * budget).length,
    between: spread(between),
  }
}

function spread(all) {
  const sorted = [...all].sort((a, b) => a - b)
  const at = (share) => Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1))
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

await scroll(-2000, 4000) // warm
const result = {
  rows: 100_000,
  budget,
  steady: await traced(() => scroll(-8000, 2000)), // two and a half screens a second
  fast: await traced(() => scroll(-40_000, 10_000)), // one in a twelfth of a second
  jumps: await traced(() => jump([0.25, 0.5, 0.75, 0.1, 0.9])),
  lastRow: await jump([1]),
}
await browser.close()
site.close()
console.log(JSON.stringify(result, null, 1))
if (result.lastRow !== result.rows + 1) {
  console.log('the end of the table was not reached')
  process.exit(1)
}
