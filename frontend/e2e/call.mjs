// Logs a call by keyboard: what the test scripts share.

// keyCall keys a whole call, up to saving it.
export async function keyCall(desk) {
  const { page } = desk
  await page.keyboard.press('F2')
  await page.getByLabel('First name').waitFor()
  await desk.type('José', '{Enter}', 'Muñoz', '{Enter}', '80203', '{Enter}', '303-555-0148', '{Enter}')
  await page.getByLabel('Company', { exact: true }).fill('Front Range Logistics')
  await page.getByLabel('Workplace ZIP', { exact: true }).fill('80202')
  await page.keyboard.press('Tab')
  await page.getByText('Denver Office').first().waitFor()
  await page.getByRole('radio', { name: /Rights at work/ }).check()
  await page.getByRole('radio', { name: /Protected veteran/ }).check()
  await page.getByLabel('What it is about').fill('An offer was withdrawn. How long is there to file?')
}

// saveCall saves the call and is its tracking number.
export async function saveCall(desk) {
  await desk.page.keyboard.press('Control+Enter')
  return desk.page.locator('.tracking').textContent()
}
