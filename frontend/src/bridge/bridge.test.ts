import { describe, expect, it, vi } from 'vitest'
import { service } from './bridge'
import { asFault, Fault } from './fault'

describe('service', () => {
  const fail = (text: string) => async () => {
    throw new Error(text)
  }

  it('gives methods small first letters and passes what they answer', async () => {
    const s = service({ Vacancies: async () => ['v1'] }, () => {})
    expect(await s.vacancies()).toEqual(['v1'])
  })

  it('turns the text of an error into a fault with its fields and rule', async () => {
    const text = JSON.stringify({ kind: 'refused', words: 'Not lawful.', fields: [{ name: 'a', words: 'b' }], rule: '5 USC 3319' })
    const s = service({ Decide: fail(text) }, () => {})
    await expect(s.decide()).rejects.toMatchObject({ kind: 'refused', words: 'Not lawful.', rule: '5 USC 3319', fields: [{ name: 'a', words: 'b' }] })
  })

  it('tells when the session is over', async () => {
    const ended = vi.fn()
    const s = service({ Queue: fail(JSON.stringify({ kind: 'expired', words: 'Signed out.', fields: [], rule: '' })) }, ended)
    await expect(s.queue()).rejects.toBeInstanceOf(Fault)
    expect(ended).toHaveBeenCalledOnce()
  })

  it('says a general sentence for what it does not know', () => {
    expect(asFault(new Error('x is undefined')).words).toMatch(/Nothing you entered was lost/)
    expect(asFault('nothing').kind).toBe('internal')
  })
})
