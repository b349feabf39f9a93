// PouchDB's server on LevelDB: node server.mjs; steps come as JSON lines.
import { createInterface } from 'node:readline'
import { mkdirSync, readFileSync } from 'node:fs'
import express from 'express'
import PouchDB from 'pouchdb'
import expressPouch from 'express-pouchdb'

const peak = () => +/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] / 1024

const steps = {
  start: ({ dir }) => new Promise(resolve => {
    mkdirSync(dir, { recursive: true })
    const Db = PouchDB.defaults({ prefix: dir + '/' })
    const site = express()
    site.use('/', expressPouch(Db, { mode: 'minimumForPouchDB', logPath: dir + '/log.txt', configPath: dir + '/config.json' }))
    const server = site.listen(0, '127.0.0.1', () => resolve(server.address().port))
  }),
  memory: () => peak(),
}

for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line)
  const began = performance.now()
  try {
    const value = await steps[step.do](step)
    console.log(JSON.stringify({ ms: performance.now() - began, value }))
  } catch (e) {
    console.log(JSON.stringify({ error: String(e) }))
  }
}
process.exit(0)
