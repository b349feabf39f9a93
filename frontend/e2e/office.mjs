// A sample office with its server, and people's desks in a browser, for one test
// script: numbered steps, and an end that stops and removes everything.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Desk, openBrowser, root, run, serve } from './desk.mjs'

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : resolve(process.argv[at + 1])
}

const freePort = () =>
  new Promise((done) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => done(port))
    })
  })

// Office is one script's office.
export class Office {
  password = 'Paper-2026-x'
  desks = []
  passed = 0
  program = option('--server', join(root, 'build/bin/civicdesk'))
  screens = option('--desktop', join(root, 'build/bin/civicdesk-e2e'))

  constructor(name) {
    this.out = option('--out', join(root, 'frontend/e2e/out', name))
    this.work = mkdtempSync(join(tmpdir(), 'civicdesk-e2e-'))
    mkdirSync(this.out, { recursive: true })
  }

  step = async (name, act) => {
    this.current = name
    await act()
    this.passed++
    console.log(`ok ${this.passed} ${name}`)
  }

  check = (condition, words) => {
    if (!condition) throw new Error(words)
  }

  async start(applications = 30) {
    this.port = await freePort()
    const address = `https://127.0.0.1:${this.port}`
    await run(this.program, ['sample', '--data', join(this.work, 'office'), '--address', address, '--applications', String(applications), '--inquiries', '5'])
    await this.startServer()
    this.browser = await openBrowser()
  }

  // startServer starts the server; after server.stop() it starts it again.
  async startServer() {
    const args = ['serve', '--data', join(this.work, 'office'), '--listen', `127.0.0.1:${this.port}`]
    this.server = await serve(this.program, args, {}, /https:\/\//)
  }

  // blank is a desk that belongs to no office yet.
  async blank(name) {
    const desk = new Desk(name, this.screens, join(this.work, name))
    this.desks.push(desk)
    await desk.open(this.browser)
    return desk
  }

  async code(login) {
    return (await run(this.program, ['user', 'code', login, '--data', join(this.work, 'office')])).trim().split('\n').pop()
  }

  async desk(name, login) {
    const desk = await this.blank(name)
    await desk.enrol(await this.code(login), this.password)
    await this.synced(desk)
    return desk
  }

  async synced(desk) {
    await desk.go('#/sync')
    await desk.page.getByRole('button', { name: 'Sync now' }).click()
    await desk.page.getByText('Everything is exchanged with the server').waitFor()
  }

  // vacancy opens the first vacancy of the status.
  async vacancy(desk, status) {
    await desk.go('#/hiring')
    await desk.page.getByLabel('Status').selectOption({ label: status })
    await desk.page.locator('tbody a').first().click()
    await desk.page.getByRole('tab', { name: 'Announcement' }).waitFor()
  }

  // run does the work, tells what failed, and ends everything.
  async run(work) {
    try {
      await work()
      await this.step('nothing of it is a barrier', async () => {
        const barriers = this.desks.flatMap((d) => d.barriers)
        this.check(barriers.length === 0, barriers.join('\n'))
      })
    } catch (error) {
      console.log(`not ok ${this.passed + 1} ${this.current}\n${error.stack}`)
      for (const desk of this.desks) {
        await desk.page?.screenshot({ path: join(this.out, `failed-${desk.name}.png`) }).catch(() => {})
        console.log(desk.name, desk.barriers.join('\n'))
      }
      process.exitCode = 1
    } finally {
      for (const desk of this.desks) await desk.close()
      await this.browser?.close()
      await this.server?.stop()
      rmSync(this.work, { recursive: true, force: true })
    }
    console.log(`${this.passed} passed, ${process.exitCode ? 1 : 0} failed`)
  }
}
