// Applicants over the real services: a preference is adjudicated, a rating lowered,
// several people found ineligible at once with one of them refused; the certificate
// follows, and nothing changes beneath it.
//
//   node e2e/applicants.mjs --server build/bin/civicdesk --desktop build/bin/civicdesk-e2e [--out DIR]
//
// It makes its own folders and ends what it starts. Exits 1 when a step fails or
// axe finds a barrier.
import { Office } from './office.mjs'

const office = new Office('applicants')
const { step, check, out } = office

await office.run(async () => {
  let hr
  let page
  let rows
  let list
  const chosen = {}

  // table is the list of applicants as it stands on the screen.
  const table = () =>
    page.locator('.table__body .table__row:not(.detail)').evaluateAll((all) =>
      all.map((row) => {
        const [, name, place, , eligible, rating, category, claimed, adjudicated] = [...row.querySelectorAll('.table__cell')].map((c) => c.textContent.trim())
        return { name, place, eligible, rating, category, claimed, adjudicated }
      }),
    )
  const openList = async () => {
    await hr.go(list)
    await page.getByRole('columnheader', { name: 'Adjudicated' }).waitFor()
  }
  const rate = async (button) => {
    await page.getByRole('button', { name: button }).click()
    await page.getByText('The server has rated and ranked').waitFor()
  }
  const take = async (button) => {
    await page.getByRole('button', { name: 'Show what it does' }).click()
    await page.getByRole('button', { name: button }).click()
    await page.getByText(/for the server|recorded/).first().waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
  }

  await step('a closed vacancy is rated; the list holds what the law asks and no demographics', async () => {
    await office.start(90)
    hr = await office.desk('hr', 'rdelgado')
    page = hr.page
    await office.vacancy(hr, 'Closed')
    list = `#/hiring/${page.url().split('#/hiring/')[1].split('/')[0]}/applicants`
    await openList()
    await rate('Rate and rank')
    rows = await table()
    const free = rows.filter((r) => r.eligible.includes('Eligible') && r.place !== '—')
    chosen.veteran = free.find((r) => r.claimed !== 'NV')
    chosen.lowered = free.find((r) => r.claimed === 'NV' && Number(r.rating) > 71)
    chosen.out = free.filter((r) => r !== chosen.veteran && r !== chosen.lowered).slice(-2)
    chosen.already = rows.find((r) => r.eligible.includes('Ineligible'))
    check(chosen.veteran && chosen.lowered && chosen.out.length === 2 && chosen.already, `the sample has too few applicants: ${JSON.stringify(rows)}`)
    check(!/hispanic|female|male\b|disab/i.test(await page.locator('.table').innerText()), 'the list holds demographics')
    await hr.look(out, 'list')
  })

  await step('a claim is adjudicated beside the résumé and the answers', async () => {
    await page.getByRole('link', { name: chosen.veteran.name, exact: true }).click()
    await page.getByText('opening it is on the audit trail').waitFor()
    await hr.look(out, 'application')
    await page.getByRole('button', { name: 'Decide preference…' }).click()
    await page.getByRole('button', { name: 'Show what it does' }).click()
    await page.getByText('Name the documents seen').waitFor()
    await page.getByLabel('Preference granted').selectOption('NV')
    await page.getByLabel(/Denied/).check()
    await page.getByRole('button', { name: 'Show what it does' }).click()
    await page.getByText('Say why the preference granted').waitFor()
    await hr.look(out, 'adjudicate')
    await page.getByLabel('Reason').fill('The DD-214 shows no qualifying service.')
    await take('Decide the preference of 1 applicant')
  })

  await step('a rating is lowered with a reason, never raised', async () => {
    await openList()
    await page.getByLabel(`Select ${chosen.lowered.name}`).click()
    await page.getByRole('button', { name: 'Lower rating…' }).click()
    await page.getByLabel('Rating that counts').fill('100')
    await page.getByLabel('Reason').fill('The résumé shows less than one year.')
    await page.getByRole('button', { name: 'Show what it does' }).click()
    await page.getByText('which the answers give: a rating is lowered').waitFor()
    await page.getByLabel('Rating that counts').fill('70')
    await take('Lower the rating of 1 applicant')
  })

  await step('several are found ineligible at once; who is so already is refused, with the rule', async () => {
    await openList()
    await page.getByLabel('Filter').fill('')
    for (const r of [...chosen.out, chosen.already]) await page.getByLabel(`Select ${r.name}`).click()
    await page.getByRole('button', { name: 'Find ineligible…' }).click()
    await page.getByLabel('Reason code').selectOption('IDOC')
    await page.getByLabel('Reason *').fill('No transcript was handed in.')
    await page.getByRole('button', { name: 'Show what it does' }).click()
    await page.getByText('2 applicants of 3 would change; 1 would be refused').waitFor()
    await page.getByText('already:').waitFor()
    await hr.look(out, 'foreseen')
    await page.getByRole('button', { name: 'Find 2 applicants ineligible' }).click()
    await page.getByText('1 refused').waitFor()
    await hr.look(out, 'told')
    await page.getByRole('button', { name: 'Done' }).click()
  })

  await step('the certificate follows what was decided', async () => {
    await office.synced(hr)
    await openList()
    await page.getByText('4 applicants changed after the last rating').waitFor()
    await rate('Rate again')
    await page.getByRole('link', { name: 'Make a certificate' }).click()
    await page.getByText('How this list was made').waitFor()
    const order = await page.locator('table tbody tr').evaluateAll((all) => {
      let category = ''
      let block = ''
      const names = []
      for (const row of all) {
        if (row.className === 'band') category = row.textContent.trim()
        else if (row.classList.contains('band--minor')) block = row.textContent.trim()
        else if (row.querySelector('th[scope=row]')) names.push({ name: row.querySelector('th').textContent, category, block, rating: row.cells[3].textContent })
      }
      return { names, last: category }
    })
    const at = (r) => order.names.find((n) => n.name === r.name)
    check(at(chosen.veteran)?.block === 'Other eligibles', `the denied claim still counts: ${JSON.stringify(at(chosen.veteran))}`)
    check(at(chosen.lowered)?.rating === '70.00' && at(chosen.lowered)?.category === order.last, `the lowered rating does not count: ${JSON.stringify(at(chosen.lowered))}`)
    check(!chosen.out.some(at), 'who was found ineligible is on the certificate')
    await hr.look(out, 'certificate')
  })

  await step('nothing changes beneath an issued certificate, and the history says everything', async () => {
    await page.getByRole('button', { name: 'Issue this certificate…' }).click()
    await page.getByRole('button', { name: 'Issue the certificate', exact: true }).click()
    await page.getByRole('button', { name: 'Export PDF' }).waitFor()
    await page.getByRole('link', { name: chosen.lowered.name }).click()
    await page.getByRole('button', { name: 'Lower rating…' }).click()
    await page.getByLabel(/Take back/).check()
    await page.getByLabel('Reason').fill('A letter came.')
    await page.getByRole('button', { name: 'Show what it does' }).click()
    await page.getByText('Cancel the certificate first').waitFor()
    await hr.look(out, 'refused')
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: /History/ }).click()
    await page.getByText('Reason: The résumé shows less than one year.').waitFor()
    await page.getByText(/Listed on a certificate/).waitFor()
    await hr.look(out, 'history')
  })
})
