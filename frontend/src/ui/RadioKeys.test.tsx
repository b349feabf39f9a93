import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Held, held } from '../test/Held'
import { RadioKeys } from '.'

describe('RadioKeys', () => {
  const options = Array.from({ length: 14 }, (_, i) => ({ code: `c${i + 1}`, label: `Answer ${i + 1}` }))

  it('marks an answer by its number', async () => {
    render(
      <Held start={[] as string[]}>{(value, change) => <RadioKeys label="Q" name="q" options={options} value={value} onChange={change} />}</Held>,
    )
    await userEvent.tab()
    await userEvent.keyboard('3')
    expect(held()).toEqual(['c3'])
    expect(screen.getByLabelText(/Answer 3$/)).toHaveFocus()
  })

  it('reads two quick digits as one number, also where several answers may be marked', async () => {
    render(
      <Held start={[] as string[]}>
        {(value, change) => <RadioKeys label="Q" name="q" many options={options} value={value} onChange={change} />}
      </Held>,
    )
    await userEvent.tab()
    await userEvent.keyboard('14')
    expect(held()).toEqual(['c14'])
  })
})
