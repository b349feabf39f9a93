// Days are text, 2026-11-22, and instants are RFC 3339; people read them in
// words and in their own time zone.

const monthDay = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', year: 'numeric', timeZone: 'UTC' })
const clock = new Intl.DateTimeFormat('en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const dayAndClock = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

// readDay reads a day as people key it: 112226, 11222026, 11/22/26 or
// 2026-11-22. A two-digit year lies between 79 years back and 20 ahead.
export function readDay(text: string, now = new Date()): string | null {
  const t = text.trim()
  let match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(t)
  if (match) return day(Number(match[1]), Number(match[2]), Number(match[3]))
  match = /^(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})$/.exec(t) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(t)
  if (!match) return null
  return day(fullYear(match[3] ?? '', now), Number(match[1]), Number(match[2]))
}

function fullYear(text: string, now: Date): number {
  if (text.length === 4) return Number(text)
  const current = now.getUTCFullYear()
  const year = Math.floor(current / 100) * 100 + Number(text)
  if (year > current + 20) return year - 100
  return year < current - 79 ? year + 100 : year
}

function day(year: number, month: number, date: number): string | null {
  const d = new Date(Date.UTC(year, month - 1, date))
  if (year < 1000 || d.getUTCMonth() !== month - 1 || d.getUTCDate() !== date) return null
  return d.toISOString().slice(0, 10)
}

// dayWords is a day as people read it: "Nov 22, 2026"; the text itself when it
// is no day.
export function dayWords(day: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return day
  return monthDay.format(new Date(`${day}T00:00:00Z`))
}

// dayDigits is a day as it is keyed, six digits; empty for none.
export function dayDigits(day: string): string {
  const match = /^(\d\d)(\d\d)-(\d\d)-(\d\d)$/.exec(day)
  return match ? `${match[3]}${match[4]}${match[2]}` : day
}

const dayYearAndClock = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

// momentWords is an instant with its whole day, for what may be years old: "Nov 22,
// 2026, 14:02".
export function momentWords(instant: string): string {
  const t = new Date(instant)
  return Number.isNaN(t.getTime()) ? '' : dayYearAndClock.format(t)
}

// timeWords is an instant as a time of day, with the date when it is not today and
// the year when it is not this one.
export function timeWords(instant: string, now = new Date()): string {
  const t = new Date(instant)
  if (Number.isNaN(t.getTime())) return ''
  if (t.toDateString() === now.toDateString()) return clock.format(t)
  return (t.getFullYear() === now.getFullYear() ? dayAndClock : dayYearAndClock).format(t)
}

// ageWords is how long ago an instant was: "12 min", "3 h", "2 days".
export function ageWords(instant: string, now = new Date()): string {
  const t = new Date(instant).getTime()
  if (Number.isNaN(t)) return ''
  const minutes = Math.max(0, Math.floor((now.getTime() - t) / 60_000))
  if (minutes < 1) return 'under a minute'
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`
  return `${Math.floor(minutes / (24 * 60))} days`
}

// today is the day here, as text.
export function today(now = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}
