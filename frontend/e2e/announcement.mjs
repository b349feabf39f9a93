// Writes an announcement through the screens, with a real server: section by
// section from a blank draft, refused with its rules while something is missing,
// looked at as the public will see it, given questions from the library, opened;
// and a view of the table that outlives the lock.
//
//   node e2e/announcement.mjs --server build/bin/civicdesk --desktop build/bin/civicdesk-e2e [--out DIR]
import { Office } from './office.mjs'

const office = new Office('announcement')
const { step, check, out } = office

// fill writes a section: label and value of each field.
async function fill(desk, section, fields) {
  await desk.page.getByRole('navigation', { name: 'Sections of the announcement' }).getByRole('button', { name: section }).click()
  await desk.page.getByRole('heading', { level: 2, name: section, exact: true }).waitFor()
  for (const [label, value] of fields) {
    const field = desk.page.getByLabel(label, { exact: true })
    if (value.startsWith('=')) await field.selectOption(value.slice(1))
    else await field.fill(value)
  }
  await desk.page.keyboard.press('Tab')
  await desk.page.getByText('Saved on this computer').waitFor()
}

const digits = (days) => {
  const day = new Date(Date.now() + days * 86_400_000).toISOString()
  return day.slice(5, 7) + day.slice(8, 10) + day.slice(2, 4)
}

await office.run(async () => {
  let hr
  await step('an office, and a specialist’s desk', async () => {
    await office.start()
    hr = await office.desk('hr', 'rdelgado')
  })

  await step('a blank draft says what is missing and which rule wants it', async () => {
    await hr.go('#/hiring')
    await hr.page.getByRole('button', { name: 'New vacancy…' }).click()
    await hr.page.getByRole('button', { name: 'Begin the draft' }).click()
    await hr.page.getByText('Required by 5 CFR 330.104(a)(3)').first().waitFor()
    await hr.look(out, 'blank')
  })

  await step('it is written section by section, saved at each field', async () => {
    await fill(hr, 'Position and pay', [
      ['Title', 'Industrial Hygienist'],
      ['Series', '690'],
      ['Pay plan', '=GS'],
      ['Grades', '7, 9'],
      ['Lowest starting pay', '$53,435'],
      ['Highest starting pay', '84000'],
    ])
    await hr.page.getByText('Industrial Hygiene', { exact: true }).waitFor()
    check((await hr.page.getByLabel('Grades').inputValue()) === '07, 09', 'the grades are not as the program writes them')
    await fill(hr, 'Dates and openings', [
      ['Announcement number', 'DE-26-OSHA-14'],
      ['Opens', digits(0)],
      ['Closes', digits(14)],
      ['Openings', '2'],
      ['Appointment', '=Permanent'],
      ['Work schedule', '=Full-time'],
    ])
    await fill(hr, 'Location and travel', [['Duty locations', 'Denver, CO']])
    await fill(hr, 'Who may apply', [['Who may apply', 'United States citizens. Veterans claim preference with form SF-15.']])
    await fill(hr, 'Summary and duties', [
      ['Summary', 'You inspect workplaces and recommend how to abate hazards.'],
      ['Duties', 'Inspects workplaces.\nTakes samples of air and noise.'],
    ])
    await fill(hr, 'Qualifications', [['Qualifications', 'One year of specialized experience.']])
    await fill(hr, 'How you will be evaluated', [['How applicants are rated', 'By your answers and your résumé.']])
    await hr.look(out, 'evaluation')
    await fill(hr, 'Required documents', [['Required documents', 'Résumé; DD-214 with a claim of preference.']])
    await fill(hr, 'How to apply', [
      ['How to apply', 'Online, or on paper where that is a hardship.'],
      ['Contact phone', '303-555-0142'],
    ])
  })

  await step('the public’s page is shown as it will be', async () => {
    await hr.page.getByRole('button', { name: 'Preview as the public sees it' }).click()
    const page = hr.page.frameLocator('iframe')
    await page.getByRole('heading', { level: 1, name: 'Industrial Hygienist' }).waitFor()
    await page.getByText('Takes samples of air and noise.').waitFor()
    await page.getByText('Denver, Colorado').first().waitFor()
    await hr.look(out, 'preview')
    await hr.page.getByRole('button', { name: 'Go on writing' }).click()
  })

  await step('without questions it does not open', async () => {
    await hr.page.getByRole('button', { name: 'Open the vacancy…' }).click()
    await hr.page.getByText('One thing is missing before the vacancy can open').waitFor()
    await hr.look(out, 'refused')
    await hr.page.getByRole('button', { name: 'Choose the questions: applicants are rated by them.' }).click()
    await hr.page.getByRole('heading', { level: 2, name: 'Questions', exact: true }).waitFor()
  })

  await step('the library has what other vacancies ask, once the server knows the draft', async () => {
    const address = await hr.page.evaluate(() => window.location.hash)
    await office.synced(hr)
    await hr.go(address)
    await hr.page.getByRole('button', { name: 'Choose from the library…' }).click()
    const boxes = hr.page.locator('.library input')
    await boxes.nth(2).waitFor()
    for (let i = 0; i < 3; i++) await boxes.nth(i).check()
    await hr.look(out, 'library')
    await hr.page.getByRole('button', { name: 'Add 3 questions' }).click()
    await hr.page.getByLabel('Weight of question 3').waitFor()
    await hr.look(out, 'questions')
  })

  await step('it opens through the server and is on the table', async () => {
    await hr.page.getByRole('button', { name: 'Open the vacancy…' }).click()
    await hr.page.getByRole('button', { name: 'Open the vacancy', exact: true }).click()
    await hr.page.getByText('waits for the server').first().waitFor()
    await hr.page.getByRole('button', { name: 'Done' }).click()
    await office.synced(hr)
    await hr.go('#/hiring')
    await hr.page.getByLabel('Filter').fill('DE-26-OSHA-14')
    await hr.page.getByRole('row', { name: /DE-26-OSHA-14.*Open/ }).waitFor()
    await hr.page.getByRole('link', { name: 'DE-26-OSHA-14' }).click()
    await hr.page.getByRole('tab', { name: 'History' }).click()
    await hr.page.getByText('Opened to applications').waitFor()
    await hr.look(out, 'history')
  })

  await step('a view of the table outlives the lock', async () => {
    await hr.go('#/hiring')
    await hr.page.getByLabel('Status').selectOption({ label: 'Open' })
    await hr.page.getByRole('button', { name: 'Views' }).click()
    await hr.page.getByLabel('Name of the view').fill('Open ones')
    await hr.page.getByRole('button', { name: 'Save the view' }).click()
    await hr.page.getByRole('button', { name: 'Open the table with Open ones' }).click()
    await hr.page.keyboard.press('Control+l')
    await hr.signIn('rdelgado', office.password)
    await hr.go('#/today')
    await hr.page.getByRole('heading', { name: 'The last seven days' }).waitFor()
    await hr.look(out, 'today')
    await hr.go('#/hiring')
    await hr.page.getByLabel('Status').waitFor()
    check((await hr.page.getByLabel('Status').inputValue()) === 'Open', 'the table did not open with its default view')
  })
})
