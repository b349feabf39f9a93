// A paper application beside its scan, over the real services: a PDF of forty
// pages, a JPEG and a fax (TIFF) are attached, the form is keyed from them without the mouse,
// reviewed, keyed blind by a second person, settled and finished.
//
//   node e2e/paper-scan.mjs --server build/bin/civicdesk --desktop build/bin/civicdesk-e2e [--out DIR]
//
// It makes its own folders and ends what it starts. Exits 1 when a step fails or
// axe finds a barrier.
import { readFileSync } from 'node:fs'
import { Office } from './office.mjs'
import { keyPaper, keySecond } from './paper.mjs'
import { form612, scanPage, scanPDF } from './scans.mjs'

const person = { received: '112026', first: 'Keiko', last: 'Tanaka', ssn: '219099999' }
const office = new Office('paper-scan')
const { step, check, out, work } = office
const looks = [
  ['light', 1280, 800],
  ['dark', 1024, 700],
]

// everywhere looks at a screen in both colours, the dark one in a small window; axe
// looks too.
async function everywhere(desk, picture) {
  for (const [colorScheme, width, height] of looks) {
    await desk.page.setViewportSize({ width, height })
    await desk.page.emulateMedia({ colorScheme })
    await desk.page.waitForTimeout(300)
    await desk.look(out, `${picture}-${colorScheme}`)
  }
  await desk.page.setViewportSize({ width: 1280, height: 800 })
  await desk.page.emulateMedia({ colorScheme: 'light' })
}

const where = (desk) => desk.page.locator('.scan__where').textContent()
const canvases = (desk) => desk.page.locator('canvas').count()

await office.run(async () => {
  let pdf
  let jpeg
  await step('a sample office, and scans as a scanner makes them', async () => {
    await office.start()
    const pages = await form612(work)
    pdf = scanPDF(pages, 40)
    jpeg = await scanPage(work, 'envelope', ['12 Elm Street, Denver', 'RECEIVED NOV 20 2026'])
  })
  const hr = await office.desk('hr', 'rdelgado')
  const second = await office.desk('second', 'ohaddad')
  let read = 0
  hr.page.on('request', (r) => {
    if (r.url().endsWith('Documents.Read')) read += r.postDataJSON()[2]
  })

  await step('forty pages are attached; only those in sight are read and drawn', async () => {
    await office.vacancy(hr, 'Open')
    await hr.page.keyboard.press('Alt+n')
    await hr.page.getByLabel('Date received').waitFor()
    await hr.type(person.received, '{Enter}')
    await hr.page.getByText('Saved on this computer').waitFor()
    await everywhere(hr, 'no-scan')
    await hr.drop('form-612.pdf', pdf)
    await hr.page.getByText('Page 1 of 40').waitFor()
    await hr.page.locator('canvas').first().waitFor()
    await hr.page.waitForTimeout(600)
    check((await canvases(hr)) <= 4, `${await canvases(hr)} canvases`)
    check(read > 0 && read < pdf.length / 2, `${read} of ${pdf.length} bytes were read for the first page`)
    console.log(`  ${(pdf.length / 1e6).toFixed(1)} MB, ${(read / 1e6).toFixed(1)} MB read, ${await canvases(hr)} pages drawn`)
  })

  await step('pages, zoom and turning by keyboard; the focus stays in the form', async () => {
    await hr.page.getByLabel('Received by').focus()
    await hr.type('Mail ', '{Alt+PageDown}')
    check((await where(hr)) === 'Page 2 of 40', await where(hr))
    await hr.type('{Alt+End}')
    check((await where(hr)) === 'Page 40 of 40', await where(hr))
    await hr.type('{Alt+PageUp}', '{Alt+PageUp}')
    check((await where(hr)) === 'Page 38 of 40', await where(hr))
    const scale = () => hr.page.locator('.scan__zoom').textContent()
    const fit = await scale()
    await hr.type('{Control+=}', '{Control+=}')
    check((await where(hr)) === 'Page 38 of 40' && (await scale()) !== fit, `${await where(hr)} ${await scale()}`)
    await hr.type('{Alt+Shift+ArrowDown}', '{Alt+Shift+ArrowRight}')
    await hr.look(out, 'zoomed')
    await hr.type('{Alt+r}')
    await hr.page.waitForTimeout(500)
    await hr.look(out, 'turned')
    await hr.type('{Alt+Shift+r}', '{Control+0}', '{Alt+Home}', 'room')
    check((await scale()) === fit, await scale())
    check((await hr.page.getByLabel('Received by').inputValue()) === 'Mail room', 'a key of the viewer came into the field')
    check((await canvases(hr)) <= 4, `${await canvases(hr)} canvases`)
    await hr.type('{F6}', '{ArrowLeft}', '{ArrowLeft}', '{F6}')
    check(await hr.page.getByLabel('Received by').evaluate((e) => e === document.activeElement), 'F6 does not come back')
    await hr.type('{F6}', '{ArrowRight}', '{ArrowRight}', '{F6}')
    await everywhere(hr, 'scan')
  })

  await step('a JPEG beside it; Alt+Shift+PageDown goes from file to file', async () => {
    await hr.page.getByRole('button', { name: 'Files…' }).click()
    await hr.look(out, 'files')
    await hr.drop('envelope.jpg', jpeg)
    await hr.page.getByRole('button', { name: 'Open envelope.jpg' }).waitFor()
    await hr.page.getByRole('button', { name: 'Open form-612.pdf' }).click()
    await hr.page.getByText('Page 1 of 40').waitFor()
    await hr.page.getByLabel('Received by').focus()
    await hr.type('{Alt+Shift+PageDown}')
    await hr.page.getByText('Page 1 of 1').waitFor()
    await hr.page.locator('canvas').waitFor()
    await hr.look(out, 'jpeg')
    await hr.type('{Alt+Shift+PageUp}')
    await hr.page.getByText('Page 1 of 40').waitFor()
  })

  await step('a fax of three pages, which the program turns into pictures', async () => {
    await hr.page.getByRole('button', { name: 'Files…' }).click()
    await hr.drop('fax.tif', readFileSync(new URL('../../app/document/tiff/testdata/fax.tif', import.meta.url)))
    await hr.page.getByRole('button', { name: 'Open fax.tif' }).click()
    await hr.page.getByText('Page 1 of 3').waitFor()
    await hr.page.locator('canvas').first().waitFor()
    await hr.look(out, 'fax')
    await hr.page.getByLabel('Received by').focus()
    await hr.type('{Alt+Shift+PageUp}')
    await hr.page.getByText('Page 1 of 1').waitFor()
    await hr.type('{Alt+Shift+PageUp}')
    await hr.page.getByText('Page 1 of 40').waitFor()
  })

  await step('locking leaves nothing of the scan on the page', async () => {
    check(hr.page.workers().length === 1, `${hr.page.workers().length} workers`)
    await hr.page.keyboard.press('Control+l')
    await hr.page.getByRole('button', { name: 'I agree' }).waitFor()
    check((await canvases(hr)) === 0, `${await canvases(hr)} canvases`)
    for (let i = 0; i < 50 && hr.page.workers().length > 0; i++) await hr.page.waitForTimeout(100)
    check(hr.page.workers().length === 0, `${hr.page.workers().length} workers`)
    const kept = await hr.page.evaluate(() => performance.getEntriesByType('resource').filter((e) => e.name.startsWith('blob:')).length)
    check(kept === 0, `${kept} addresses of blobs`)
    await hr.signIn('rdelgado', office.password)
    await hr.page.getByText('Page 1 of 40').waitFor()
  })

  let number = ''
  await step('the whole form is keyed without the mouse, reviewed and sent', async () => {
    await hr.page.getByLabel('Date received').focus()
    await hr.page.keyboard.press('Control+a')
    await keyPaper(hr, person)
    await everywhere(hr, 'end')
    await hr.page.getByLabel('Major').scrollIntoViewIfNeeded()
    await everywhere(hr, 'middle')
    await hr.page.keyboard.press('Control+Shift+Enter')
    await hr.page.getByRole('heading', { name: 'Review before it is sent' }).waitFor()
    await hr.page.getByRole('heading', { name: 'Tanaka, Keiko' }).waitFor()
    await everywhere(hr, 'review')
    await hr.page.keyboard.press('Control+Enter')
    number = /A-[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(await hr.page.getByText(/Write A-/).textContent())[0]
    await hr.page.getByText(/This batch: 1 keyed/).waitFor()
    await hr.look(out, 'next')
    await hr.page.keyboard.press('Control+Enter')
    await hr.page.getByText('There is a problem').waitFor()
    await everywhere(hr, 'problems')
    await office.synced(hr)
  })

  await step('a second person keys it blind from the scan, which comes from the server', async () => {
    await office.synced(second)
    await second.go('#/paper')
    await second.page.getByRole('link', { name: number }).click()
    await second.page.getByText('Page 1 of 40').waitFor()
    check(!(await second.page.content()).includes('Tanaka'), 'the first keying is shown to the second person')
    await keySecond(second, { ...person, last: 'Tanak' })
    await everywhere(second, 'second')
    await second.page.keyboard.press('Control+Enter')
    await second.page.getByText('field differs').waitFor()
    await everywhere(second, 'differences')
    await second.type('{Space}', '{Control+Enter}')
    await second.page.getByRole('heading', { name: 'Review before it is finished' }).waitFor()
    await second.page.getByRole('heading', { name: 'Tanaka, Keiko' }).waitFor()
    await everywhere(second, 'finish')
    await second.page.keyboard.press('Control+Enter')
    await second.page.getByText(`Application ${number} is finished`).waitFor()
  })
})
