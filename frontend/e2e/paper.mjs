// Keys paper applications by keyboard alone: what the test scripts share.

// keyPaper keys a whole application by keyboard alone.
export async function keyPaper(desk, person) {
  const { page } = desk
  await page.getByLabel('Date received').waitFor()
  await desk.type(person.received, '{Enter}', 'Mail room', '{Enter}', '1', '{Tab}')
  // The grade of a vacancy with one alone is chosen already.
  if (!(await page.evaluate(() => document.activeElement.checked))) await desk.type('{Space}')
  await desk.type('{Enter}')
  await desk.type(person.last, '{Enter}', person.first, '{Enter}', '{Enter}', '{Enter}')
  await desk.type(person.ssn, '{Enter}', person.ssn, '{Enter}')
  await desk.type('12 Elm Street', '{Enter}', 'Denver', '{Enter}', 'co', '{Enter}', '80202', '{Enter}', '{Enter}')
  await desk.type('303-555-0142', '{Enter}', '{Enter}', 'k.tanaka@example.net', '{Enter}')
  await desk.type(
    'Laboratory technician',
    '{Enter}',
    '{Enter}',
    '{Enter}',
    '0319',
    '{Enter}',
    'p',
    '{Enter}',
    '54250',
    '{Enter}',
    'year',
    '{Enter}',
    '40',
    '{Enter}',
  )
  await desk.type(
    'Front Range Laboratories',
    '{Enter}',
    'Denver, CO',
    '{Enter}',
    'Noor Abdelaziz',
    '{Enter}',
    '303-555-0199',
    '{Enter}',
    'Samples air at workplaces.',
    '{Tab}',
  )
  await desk.type('{Tab}', '1', '{Enter}', '5', '{Enter}')
  await page.getByRole('textbox', { name: 'School', exact: true }).waitFor()
  await desk.type(
    'University of Colorado',
    '{Enter}',
    'Boulder, CO',
    '{Enter}',
    'Chemistry',
    '{Enter}',
    '120',
    '{Enter}',
    'semester',
    '{Enter}',
    'BS',
    '{Enter}',
    '2018',
    '{Enter}',
  )
  await desk.type('{Tab}', 'First aid', '{Tab}')
  await desk.type('u', '{Tab}', '1', '{Tab}', '2', '{Enter}', '2', '{Enter}', '1', '{Enter}', person.received, '{Enter}')
  // The answers: the first one to every question, all by number and Enter.
  for (let i = 0; i < 200; i++) {
    const kind = await page.evaluate(() => {
      const e = document.activeElement
      if (e instanceof HTMLButtonElement) return 'end'
      return e instanceof HTMLInputElement ? e.type : (e?.tagName.toLowerCase() ?? '')
    })
    if (kind === 'end') break
    if (kind === 'radio') await desk.type('1', '{Enter}')
    else if (kind === 'checkbox') await desk.type('1', '{Enter}')
    else await desk.type('None', '{Tab}')
  }
}

// keySecond keys the critical fields of a paper application for the second time.
export async function keySecond(desk, person) {
  const { page } = desk
  await page.getByLabel('First name').waitFor()
  await desk.type(person.first, '{Enter}', person.last, '{Enter}', person.ssn, '{Enter}', person.ssn, '{Enter}')
  await page.getByLabel('Preference claimed').selectOption('NV')
  await page.getByLabel('Citizenship').selectOption('US')
  await page.getByLabel('Date received').fill(person.received)
  for (const group of await page.locator('fieldset').all()) await group.locator('input').first().check()
}
