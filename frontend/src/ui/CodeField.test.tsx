import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { Held } from '../test/Held'
import { CodeField } from '.'

describe('CodeField', () => {
  it('reads two letters back in words and refuses others', async () => {
    const options = [{ code: 'TX', label: 'Texas' }]
    render(<Held start="">{(value, change) => <CodeField label="State" name="s" value={value} onChange={change} options={options} />}</Held>)
    await userEvent.type(screen.getByLabelText('State'), 'tx')
    expect(screen.getByText('Texas', { selector: 'span' })).toBeInTheDocument()
    await userEvent.clear(screen.getByLabelText('State'))
    await userEvent.type(screen.getByLabelText('State'), 'qq')
    expect(screen.getByText(/No state has the code QQ/)).toBeInTheDocument()
  })
})
