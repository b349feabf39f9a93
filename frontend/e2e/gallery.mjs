// Takes a picture of every piece of the gallery in light, dark and forced colours,
// and lets axe look for barriers.
//
//   npm run gallery                         after npm run build:gallery
//   npm run gallery -- --out DIR --only table,chart
//
// Exits 1 when axe finds anything.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { barriersOf, here, openBrowser, option, serveFolder } from './pages.mjs'

const out = option('--out', join(here, 'out', 'gallery'))
const only = option('--only', '')
const looks = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
}
// What is done on a page before its picture is taken.
const press = (name) => (page) => page.getByRole('button', { name }).click()
const acts = {
  dialog: press('Open the dialog'),
  drawer: press('Open the drawer'),
  save: press('Save a copy'),
  buttons: press('Columns'),
  field: (page) => page.getByLabel('City').first().focus(),
  toast: async (page) => {
    await press('Say that it went well')(page)
    await press('Say that it failed')(page)
  },
  table: press('Views'),
  'table-long': async (page) => {
    await page.getByRole('row').nth(1).focus()
    for (const key of ['PageDown', 'Space', 'Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key)
  },
  chart: (page) => page.getByRole('button', { name: 'Show the table' }).last().click(),
}

mkdirSync(out, { recursive: true })
const site = await serveFolder(join(here, '..', 'dist-gallery'), 'gallery.html')
const browser = await openBrowser()
const found = []
let pictures = 0
for (const [look, colours] of Object.entries(looks)) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...colours })
  const page = await context.newPage()
  page.on('pageerror', (error) => found.push(`${look}: ${error.message}`))
  await page.goto(site.address)
  const keys = await page.locator('nav a').evaluateAll((links) => links.map((a) => a.hash.slice(2)))
  for (const key of keys) {
    if (only && !only.split(',').includes(key)) continue
    await page.goto('about:blank')
    await page.goto(`${site.address}#/${key}`)
    await page.waitForSelector('html[data-ready]')
    await acts[key]?.(page)
    await page.waitForTimeout(250)
    await page.screenshot({ path: join(out, `${key}-${look}.png`) })
    pictures++
    found.push(...(await barriersOf(page, `${key}, ${look}`)))
  }
  await context.close()
}
await browser.close()
site.close()
if (found.length > 0) console.log(found.join('\n'))
console.log(`${pictures} pictures of pieces; axe found ${found.length === 0 ? 'nothing' : 'barriers'}`)
process.exit(found.length === 0 ? 0 : 1)
