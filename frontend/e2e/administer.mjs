// An administrator and an agent through the screens, with a real server: somebody
// is added and enrols with the code that is shown, an inquiry is found as one
// types, an article goes with a call, the trail tells it, and a computer that is
// reported stolen clears itself.
//
//   node e2e/administer.mjs [--server PROGRAM] [--desktop PROGRAM] [--out DIR]
import { join } from 'node:path'
import { Desk, run } from './desk.mjs'
import { Office } from './office.mjs'

const office = new Office('administer')
const { step, check } = office

await office.run(async () => {
  let admin
  let code
  await step('a sample office, and its first administrator', async () => {
    await office.start()
    const data = join(office.work, 'office')
    await run(office.program, ['user', 'add', 'ada1', '--name', 'Ada Minh', '--grant', 'admin@admin', '--data', data])
    admin = await office.desk('admin', 'ada1')
  })

  await step('somebody is added, with a role in words, and gets a code', async () => {
    const { page } = admin
    await admin.go('#/admin/users')
    await page.getByRole('button', { name: 'Add a user…' }).click()
    await page.getByLabel(/^Name/).fill('Nell Wilde')
    await page.getByLabel(/^User name/).fill('nwilde')
    await page.getByLabel('Role', { exact: true }).selectOption('agent')
    await page.getByRole('button', { name: 'Add the user' }).click()
    await page.getByText('Copy the code').waitFor()
    await page.getByRole('img', { name: /QR code/ }).waitFor()
    code = await page.locator('.code__text').textContent()
    await admin.look(office.out, 'code')
    await page.keyboard.press('Escape')
    await page.getByText('Agent of the inquiries of OFCCP').first().waitFor()
    await admin.look(office.out, 'users')
  })

  let agent
  await step('that person enrols, and reads the knowledge base', async () => {
    agent = new Desk('agent', office.screens, join(office.work, 'agent'))
    office.desks.push(agent)
    await agent.open(office.browser)
    await agent.enrol(code, office.password)
    await office.synced(agent)
    await agent.go('#/knowledge')
    await agent.page.getByLabel('Search the knowledge base').fill('retaliat')
    await agent.page.locator('.articles a').first().waitFor()
    await agent.page.locator('.articles mark').first().waitFor()
    await agent.look(office.out, 'knowledge')
    await agent.page.locator('.articles a').first().click()
    await agent.page.locator('.reading').waitFor()
    await agent.look(office.out, 'article')
  })

  let tracking
  await step('an article that is offered goes with a call', async () => {
    const { page } = agent
    await page.keyboard.press('F2')
    await page.getByLabel('First name').waitFor()
    await agent.type('José', '{Enter}', 'Ungewohnt', '{Enter}', '80203', '{Enter}', '303-555-0148', '{Enter}')
    await page.getByLabel('Company', { exact: true }).fill('Front Range Logistics')
    await page.getByLabel('Workplace ZIP', { exact: true }).fill('80202')
    await page.keyboard.press('Tab')
    await page.getByText('Denver Office').first().waitFor()
    await page.getByRole('radio', { name: /Rights at work/ }).check()
    await page.getByRole('radio', { name: /Retaliation/ }).check()
    await page.getByLabel('What it is about').fill('He was fired after he complained. Is this retaliation?')
    await page.getByRole('button', { name: /^Attach / }).first().click()
    await agent.look(office.out, 'call')
    await page.keyboard.press('Control+Enter')
    tracking = await page.locator('.tracking').textContent()
  })

  await step('the caller is found as one types, by keyboard alone', async () => {
    const { page } = agent
    await page.keyboard.press('Control+k')
    await agent.type('ungew')
    await page.getByRole('option', { name: /Ungewohnt/ }).waitFor()
    await agent.look(office.out, 'find')
    await agent.type('{Enter}')
    await page.getByRole('heading', { name: tracking }).waitFor()
    await page.getByRole('link', { name: /version/ }).waitFor()
    await agent.look(office.out, 'inquiry')
    await office.synced(agent)
  })

  await step('the trail tells it, and every link holds', async () => {
    const { page } = admin
    await admin.go('#/admin/trail')
    await page.getByLabel('Who').selectOption({ label: 'Nell Wilde' })
    await page.getByRole('row', { name: /Entered Inquiry: / }).waitFor()
    await page.getByText('Searched everything').first().waitFor()
    await page.getByText('every link holds').waitFor()
    await page.getByRole('button', { name: 'Check every value too' }).click()
    await page.getByText('None is damaged').waitFor()
    await admin.look(office.out, 'trail')
  })

  await step('her computer is reported stolen and clears itself', async () => {
    const { page } = admin
    await admin.go('#/admin/computers')
    await page.getByRole('button', { name: /^End the access of .*nwilde$/ }).click()
    await page.getByRole('radio', { name: /Stolen/ }).check()
    const asked = await page.getByLabel(/^Type .* to confirm$/).evaluate((input) => input.labels[0].textContent)
    await page.getByLabel(/^Type .* to confirm$/).fill(asked.replace(/^Type (.*) to confirm$/, '$1'))
    await page.getByRole('button', { name: 'Report it stolen' }).click()
    await page.getByText('Has not been seen since').waitFor()
    await admin.look(office.out, 'computers')
    await agent.page.getByText(/reported stolen/).first().waitFor()
    check((await agent.page.getByText('Ungewohnt').count()) === 0, 'the caller is still on the screen')
    await agent.look(office.out, 'cleared')
  })

  await step('without the server it is said', async () => {
    await office.server.stop()
    await admin.go('#/admin/users')
    await admin.page.getByRole('tab', { name: 'Computers' }).click()
    await admin.page.reload()
    await admin.page.getByText('The server cannot be reached').first().waitFor()
    await admin.look(office.out, 'offline')
  })
})
