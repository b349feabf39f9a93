// Starts the e2e build over a data folder and drives its page by keyboard, as a
// person would: what the test scripts share.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { barriersOf } from './pages.mjs'

export { openBrowser } from './pages.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))

// run runs a command of the program and returns what it printed.
export function run(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (d) => (out += d))
    child.stderr.on('data', (d) => (err += d))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${args.join(' ')}: ${code}\n${out}${err}`))))
  })
}

// serve starts a long-running program and resolves with the first line that
// matches; stop ends it and waits.
export function serve(program, args, env, ready) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null) return resolve()
      child.on('close', resolve)
      child.kill('SIGTERM')
    })
  return new Promise((resolve, reject) => {
    const heard = (d) => {
      out += d
      const match = ready.exec(out)
      if (match) resolve({ match, stop, log: () => out })
    }
    child.stdout.on('data', heard)
    child.stderr.on('data', heard)
    child.on('close', (code) => reject(new Error(`${program} ended with ${code}:\n${out}`)))
  })
}

// Desk is one person's window: its program and its page.
export class Desk {
  constructor(name, program, folder) {
    Object.assign(this, { name, program, folder, barriers: [] })
  }

  async open(browser, viewport = { width: 1280, height: 800 }) {
    this.server = await serve(
      this.program,
      [],
      { CIVICDESK_DATA: this.folder, CIVICDESK_E2E_PAGES: `${root}frontend/dist-e2e` },
      /(http:\/\/127\.0\.0\.1:\d+\/)/,
    )
    this.context = await browser.newContext({ viewport })
    this.page = await this.context.newPage()
    this.page.setDefaultTimeout(120_000)
    this.page.on('pageerror', (e) => this.barriers.push(`${this.name}: ${e.message}`))
    this.page.on('console', (m) => {
      if (m.text().includes('Content Security Policy')) this.barriers.push(`${this.name}: ${m.text()}`)
    })
    this.page.on('request', (r) => {
      if (!r.url().startsWith(this.server.match[1])) this.barriers.push(`${this.name} asked for ${r.url()}`)
    })
    await this.page.goto(this.server.match[1])
    await this.page.waitForSelector('html[data-ready]')
  }

  async enrol(code, password) {
    await this.page.getByLabel('Enrolment code').fill(code)
    await this.page.getByRole('button', { name: 'Continue' }).click()
    await this.page.getByLabel('New password', { exact: true }).fill(password)
    await this.page.getByLabel('New password again').fill(password)
    await this.page.keyboard.press('Enter')
    await this.page.getByRole('navigation', { name: 'Parts of Civic Desk' }).waitFor()
  }

  async signIn(login, password) {
    await this.page.getByRole('button', { name: 'I agree' }).waitFor()
    await this.page.keyboard.press('Enter')
    await this.page.getByLabel('User name').fill(login)
    await this.page.getByLabel('Password').fill(password)
    await this.page.keyboard.press('Enter')
    await this.page.getByRole('navigation', { name: 'Parts of Civic Desk' }).waitFor()
  }

  async go(hash) {
    await this.page.evaluate((h) => {
      window.location.hash = h
    }, hash)
  }

  // look takes a picture and, unless it is the picture alone that is wanted, lets axe
  // look for barriers.
  async look(folder, picture, axe = true) {
    await this.page.waitForTimeout(250)
    if (folder) await this.page.screenshot({ path: `${folder}/${picture}.png` })
    if (axe) this.barriers.push(...(await barriersOf(this.page, picture)))
  }

  // drop lets go of a file over the list of files, as from a folder.
  async drop(name, bytes) {
    const data = await this.page.evaluateHandle(
      ([name, text]) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name))
        return transfer
      },
      [name, bytes.toString('base64')],
    )
    await this.page.dispatchEvent('#part-files', 'drop', { dataTransfer: data })
  }

  async type(...keys) {
    for (const k of keys) {
      if (k.startsWith('{')) await this.page.keyboard.press(k.slice(1, -1))
      else await this.page.keyboard.type(k)
    }
  }

  async close() {
    await this.context?.close()
    await this.server?.stop()
  }
}
