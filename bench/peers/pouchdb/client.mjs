// PouchDB on LevelDB as a desktop: node client.mjs; steps come as JSON lines.
import { createInterface } from 'node:readline'
import { mkdirSync, readFileSync } from 'node:fs'
import PouchDB from 'pouchdb'

const peak = () => +/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] / 1024
let db, far

const replicate = async (way, want) => {
  const times = []
  const began = performance.now()
  const r = await db.replicate[way](far).on('change', c => times.push([c.docs_written, performance.now() - began]))
  if (!r.ok || r.docs_written !== want) throw Error(`${way}: wrote ${r.docs_written} of ${want}`)
  return times
}

const steps = {
  open({ dir, remote }) { mkdirSync(dir, { recursive: true }); db = new PouchDB(dir + '/db'); far = new PouchDB(remote + '/apps'); return db.info().then(() => null) },
  // The file with one record a line.
  async load({ file }) {
    const docs = readFileSync(file, 'utf8').trimEnd().split('\n').map(l => { const d = JSON.parse(l); d._id = d.id; delete d.id; return d })
    for (let i = 0; i < docs.length; i += 1000) await db.bulkDocs(docs.slice(i, i + 1000))
    return docs.length
  },
  async change({ count }) {
    const { rows } = await db.allDocs({ limit: count, include_docs: true })
    await db.bulkDocs(rows.map(r => ({ ...r.doc, city: 'Pueblo' })))
    return rows.length
  },
  push: ({ want }) => replicate('to', want),
  pull: ({ want }) => replicate('from', want),
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
