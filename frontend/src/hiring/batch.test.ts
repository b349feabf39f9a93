import { describe, expect, it } from 'vitest'
import { batchWords, KeyingClock } from './batch'

describe('the batch', () => {
  it('counts the time from key to key without long rests', () => {
    let now = 1_000
    const clock = new KeyingClock(() => now)
    clock.keyed()
    now += 4_000
    clock.keyed()
    now += 3_600_000
    clock.keyed()
    expect(clock.seconds).toBe(64)
  })
  it('is told in words', () => {
    expect(batchWords({ keyed: 0, seconds: 0 })).toBe('This batch: none keyed yet')
    expect(batchWords({ keyed: 2, seconds: 500 })).toBe('This batch: 2 keyed, 4 min 10 s each on average')
    expect(batchWords({ keyed: 3, seconds: 90 })).toBe('This batch: 3 keyed, 30 s each on average')
  })
})
