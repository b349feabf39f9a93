// SQLite in SQLCipher's format, driven by one JSON line for each step on standard
// input; each is answered by one line: {"ms": …, "n": …} or {"error": …}. Times are taken
// here, so that the pipe costs neither side anything. What is read becomes an
// object, as a program would use it.
import { createInterface } from 'node:readline'
import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3-multiple-ciphers'

const key = 'Correct-Horse-7'
let db, lines, at = 0

const steps = {
  // The file with one record a line, as {id, vacancy, number, email, ssn, …}.
  feed({ file }) { lines = readFileSync(file, 'utf8').trimEnd().split('\n') },
  open({ path }) {
    db = new Database(path)
    db.pragma("cipher='sqlcipher'")
    db.pragma(`key='${key}'`)
    db.pragma('journal_mode=WAL')
    db.pragma('synchronous=FULL')
    db.exec(`CREATE TABLE IF NOT EXISTS app(id TEXT PRIMARY KEY, vacancy TEXT, number TEXT, email TEXT, doc TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS app_vacancy ON app(vacancy); CREATE INDEX IF NOT EXISTS app_number ON app(number); CREATE INDEX IF NOT EXISTS app_email ON app(email);
      CREATE TABLE IF NOT EXISTS secret(id TEXT, field TEXT, value TEXT, PRIMARY KEY(id, field));
      CREATE TABLE IF NOT EXISTS change(seq INTEGER PRIMARY KEY, id TEXT, op TEXT)`)
  },
  // The first rows, as a list shows them: what a user waits for in the morning.
  first({ count }) { return db.prepare('SELECT doc FROM app ORDER BY vacancy LIMIT ?').all(count).map(r => JSON.parse(r.doc)).length },
  save({ count }) { const put = putter(true); const each = []; for (let i = 0; i < count; i++) { const t = performance.now(); put([lines[at++ % lines.length]]); each.push(performance.now() - t) } return each },
  load({ count, batch }) { const put = putter(false); for (let i = 0; i < count; i += batch) put(lines.slice(i, Math.min(count, i + batch))); return count },
  get({ ids }) { const one = db.prepare('SELECT doc FROM app WHERE id = ?'); let n = 0; for (const id of ids) n += JSON.parse(one.get(id).doc).id === id ? 1 : 0; return n },
  scan() { let n = 0; for (const r of db.prepare('SELECT doc FROM app').iterate()) n += JSON.parse(r.doc).id ? 1 : 0; return n },
  // Erasing so that the bytes are gone from the file, SQLite's own way: VACUUM
  // leaves no trace of what was deleted, so secure_delete would only cost more, and
  // the log is cut off.
  erase({ ids }) {
    db.pragma('secure_delete=OFF')
    const list = JSON.stringify(ids)
    db.transaction(() => { for (const t of ['app', 'secret', 'change']) db.prepare(`DELETE FROM ${t} WHERE id IN (SELECT value FROM json_each(?))`).run(list) })()
    db.exec('VACUUM')
    db.pragma('wal_checkpoint(TRUNCATE)')
  },
  count({ ids }) {
    const list = JSON.stringify(ids)
    return ['app', 'secret', 'change'].reduce((n, t) => n + db.prepare(`SELECT count(*) AS n FROM ${t} WHERE id IN (SELECT value FROM json_each(?))`).get(list).n, 0)
  },
  // Search: one FTS5 table, ranked, with the match marked.
  index({ file }) {
    db.exec(`CREATE VIRTUAL TABLE doc USING fts5(name, number, email, phone, company, subject, body, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2')`)
    const put = db.prepare('INSERT INTO doc VALUES(?,?,?,?,?,?,?)'), all = readFileSync(file, 'utf8').trimEnd().split('\n')
    db.transaction(() => { for (const l of all) put.run(...JSON.parse(l)) })()
    return all.length
  },
  search({ texts }) {
    const q = db.prepare(`SELECT rowid, highlight(doc, 0, '[', ']') AS name, snippet(doc, 6, '[', ']', '…', 12) AS body FROM doc WHERE doc MATCH ? ORDER BY rank LIMIT 50`)
    return texts.map(t => { const from = performance.now(); q.all(t.split(/\s+/).map(w => `"${w.replaceAll('"', '')}"*`).join(' ')); return performance.now() - from })
  },
  // What unlocking and the first rows add to a process that has done nothing else.
  unlock({ path, count }) {
    const before = memory('RssAnon')
    steps.open({ path })
    steps.first({ count })
    return { Own: memory('RssAnon') - before, Most: memory('VmHWM') }
  },
  close() { db.pragma('wal_checkpoint(TRUNCATE)'); db.close() },
}

function memory(line) { return Number(new RegExp(line + ':\\s+(\\d+)').exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024 }

function putter(queue) {
  const put = db.prepare('INSERT INTO app VALUES(?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET doc = excluded.doc')
  const secret = db.prepare('INSERT OR REPLACE INTO secret VALUES(?,?,?)'), change = db.prepare('INSERT INTO change(id, op) VALUES(?,?)')
  return db.transaction(batch => {
    for (const line of batch) {
      const { ssn, ...d } = JSON.parse(line)
      put.run(d.id, d.vacancy, d.number, d.email, JSON.stringify(d))
      secret.run(d.id, 'ssn', ssn)
      change.run(d.id, queue ? line : '')
    }
  })
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer
  try {
    const { do: step, ...args } = JSON.parse(line), from = performance.now(), value = steps[step](args)
    answer = { ms: performance.now() - from, value }
  } catch (e) {
    answer = { error: String(e) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
