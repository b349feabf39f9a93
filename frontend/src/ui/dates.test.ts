import { describe, expect, it } from 'vitest'
import { ageWords, dayDigits, dayWords, readDay, timeWords } from './dates'
import { readMonth } from './MonthField'

const now = new Date('2026-11-22T12:00:00Z')

describe('readDay', () => {
  it.each([
    ['112226', '2026-11-22'],
    ['11222026', '2026-11-22'],
    ['11/22/26', '2026-11-22'],
    ['1-5-1979', '1979-01-05'],
    ['2026-11-22', '2026-11-22'],
    ['022824', '2024-02-28'],
    ['022924', '2024-02-29'],
    ['010147', '1947-01-01'], // 79 years back, not 21 ahead
    ['010146', '2046-01-01'],
  ])('reads %s as %s', (typed, day) => expect(readDay(typed, now)).toBe(day))

  it.each(['', '1122', '133326', '022926', '000026', '113126', 'soon', '1122266'])('takes %s for no day', (typed) =>
    expect(readDay(typed, now)).toBeNull(),
  )
})

describe('days in words', () => {
  it('shows a day as people read it', () => expect(dayWords('2026-11-22')).toBe('Nov 22, 2026'))
  it('leaves other text alone', () => expect(dayWords('HQ-2026-0001')).toBe('HQ-2026-0001'))
  it('shows a day as it is keyed', () => expect(dayDigits('2026-11-05')).toBe('110526'))
  it('names the year of a time that is not in this one', () => {
    expect(timeWords('2026-06-10T12:00:00Z', now)).toMatch(/^Jun 10, \d\d:\d\d$/)
    expect(timeWords('2025-06-10T12:00:00Z', now)).toMatch(/^Jun 10, 2025, \d\d:\d\d$/)
  })
  it.each([
    ['2026-11-22T11:59:30Z', 'under a minute'],
    ['2026-11-22T11:48:00Z', '12 min'],
    ['2026-11-22T02:00:00Z', '10 h'],
    ['2026-11-19T12:00:00Z', '3 days'],
  ])('says how long ago %s was', (instant, words) => expect(ageWords(instant, now)).toBe(words))
})

describe('readMonth', () => {
  it.each([
    ['0319', '03/2019'],
    ['3/19', '03/2019'],
    ['031987', '03/1987'],
    ['0387', '03/1987'],
  ])('reads %s as %s', (typed, month) => expect(readMonth(typed, false, now)).toBe(month))
  it('reads p as present where that is allowed', () => {
    expect(readMonth('p', true, now)).toBe('present')
    expect(readMonth('p', false, now)).toBeNull()
  })
  it('takes a thirteenth month for none', () => expect(readMonth('1319', false, now)).toBeNull())
})
