import { describe, expect, it } from 'vitest'
import { matchOf, wordsOf } from './match'

describe('matchOf', () => {
  it('marks every word that was typed, in any order', () => {
    expect(matchOf('Workforce Analyst', wordsOf('ana WORK'))).toEqual([
      { text: 'Work', hit: true },
      { text: 'force ', hit: false },
      { text: 'Ana', hit: true },
      { text: 'lyst', hit: false },
    ])
  })

  it('is nothing when one word is not there', () => {
    expect(matchOf('Workforce Analyst', wordsOf('work chemist'))).toBeNull()
  })

  it('takes anything when nothing was typed', () => {
    expect(matchOf('Sync', [])).toEqual([{ text: 'Sync', hit: false }])
  })
})
