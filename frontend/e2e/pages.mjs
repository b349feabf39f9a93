// What the scripts share that look at built pages without a program behind them.
import { createReadStream, existsSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from 'playwright-core'

export const here = fileURLToPath(new URL('.', import.meta.url))

// option is the value after a name on the command line.
export const option = (name, otherwise) => {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : process.argv[at + 1]
}

// openBrowser starts headless Chromium; CHROMIUM names another one.
export const openBrowser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.ttf': 'font/ttf' }

// serveFolder serves a folder on a free loopback port; root is what "/" shows.
export function serveFolder(path, root = 'index.html') {
  const folder = resolve(path) + '/'
  const server = createServer((request, response) => {
    const asked = normalize(new URL(request.url, 'http://x').pathname)
    const file = join(folder, asked === '/' ? root : asked)
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done({ address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() })),
  )
}

// pictureOf writes a small picture of a page, as the documents have them.
export async function pictureOf(page, path) {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
  await session.detach()
  writeFileSync(path, Buffer.from(data, 'base64'))
}

// barriersOf is what axe finds on a page, a line each. A frame that runs no script
// runs no axe either and would be waited for; what it shows is the public site's
// page, which has its own tests.
export async function barriersOf(page, name) {
  await page.evaluate(() => {
    window.takenAside = [...document.querySelectorAll('iframe[sandbox]')].map((frame) => {
      const place = document.createComment('frame')
      frame.replaceWith(place)
      return [place, frame]
    })
  })
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
  await page.evaluate(() => window.takenAside.forEach(([place, frame]) => place.replaceWith(frame)))
  return violations.flatMap((v) => [
    `${name}: ${v.id}: ${v.help}`,
    ...v.nodes.slice(0, 3).map((n) => `    ${n.target.join(' ')}  ${n.failureSummary?.split('\n')[1] ?? ''}`),
  ])
}
