import { screen, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeBridge } from '../bridge/fake'
import { show } from '../test/show'
import { CertificateScreen } from './CertificateScreen'

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
  // Newer web views return a promise from it.
  Element.prototype.scrollIntoView = () => Promise.resolve() as unknown as undefined
})

const open = async (bridge = fakeBridge()) => {
  const user = show(<CertificateScreen id="c1" />, bridge)
  await screen.findByLabelText('Decision on Okafor, Chidi')
  return { bridge, user }
}

describe('a certificate', () => {
  it('says who stands in the way and by which rule', async () => {
    const { user } = await open()
    await user.selectOptions(screen.getByLabelText('Decision on Ångström, Björn'), 'A')
    await user.click(screen.getByRole('button', { name: 'Record these decisions' }))
    const alert = await screen.findByRole('alert')
    expect(alert).toHaveTextContent('This selection is not lawful')
    expect(alert).toHaveTextContent('Okafor, Chidi, a preference eligible (CPS)')
    expect(alert).toHaveTextContent('5 USC 3319(c)(6)(A)')
    expect(screen.getByLabelText('Decision on Ångström, Björn')).toHaveValue('A')
    await user.click(screen.getByRole('button', { name: 'Record these decisions' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('This selection is not lawful')
  })

  it('asks for the proof of a declination at its field and keeps what was typed', async () => {
    const { user } = await open()
    await user.selectOptions(screen.getByLabelText('Decision on Okafor, Chidi'), 'D')
    await user.type(screen.getByLabelText('Comment'), 'moved away')
    await user.click(screen.getByRole('button', { name: 'Record these decisions' }))
    expect(await screen.findByLabelText(/Proof/)).toHaveAttribute('aria-invalid', 'true')
    expect(screen.getByLabelText('Comment')).toHaveValue('moved away')
    expect(screen.getByRole('alert')).toHaveTextContent('Okafor, Chidi: A declination needs its date')
  })

  it('is signed with a decision on every name', async () => {
    const { bridge, user } = await open()
    const decide = vi.spyOn(bridge.hiring, 'decide').mockResolvedValue({ waiting: true, words: 'The selection waits for the server.', id: '' })
    await user.selectOptions(screen.getByLabelText('Decision on Okafor, Chidi'), 'A')
    await user.click(screen.getByRole('button', { name: 'Sign and return…' }))
    const dialog = await screen.findByRole('dialog')
    expect(within(dialog).getByText(/4 names have no decision/)).toBeInTheDocument()
    expect(within(dialog).getByRole('button', { name: 'Sign and return the certificate' })).toBeDisabled()
    await user.click(within(dialog).getByLabelText(/Mark them not selected/))
    await user.click(within(dialog).getByRole('button', { name: 'Sign and return the certificate' }))
    expect(await screen.findByText('The selection waits for the server.')).toBeInTheDocument()
    expect(decide.mock.calls[0]?.[1].map((d) => d.code)).toEqual(['A', 'NS', 'NS', 'NS', 'NS'])
    expect(decide.mock.calls[0]?.[2]).toBe(true)
  })

  it('is extended with a reason', async () => {
    const { user } = await open()
    await user.click(screen.getByRole('button', { name: 'Extend…' }))
    await user.click(screen.getByRole('button', { name: 'Extend the certificate' }))
    expect(await screen.findByText('Say why it is extended; the reason is kept')).toBeInTheDocument()
    await user.type(screen.getByLabelText(/Reason/), 'Interviews')
    await user.click(screen.getByRole('button', { name: 'Extend the certificate' }))
    expect(await screen.findByText('The certificate is extended.')).toBeInTheDocument()
  })

  it('is exported under a password if one is given', async () => {
    const { bridge, user } = await open()
    const save = vi.spyOn(bridge.hiring, 'exportCertificate')
    await user.click(screen.getByRole('button', { name: 'Export PDF' }))
    await user.type(screen.getByLabelText(/Password/), 'short')
    await user.click(screen.getByRole('button', { name: 'Export' }))
    expect(await screen.findByText('Enter at least 8 characters, or leave the password empty')).toBeInTheDocument()
    await user.type(screen.getByLabelText(/Password/), '-and-longer')
    await user.click(screen.getByRole('button', { name: 'Export' }))
    expect(await screen.findByText(/opens with its password/)).toBeInTheDocument()
    expect(save).toHaveBeenLastCalledWith('c1', 'pdf', '', 'short-and-longer')
  })

  it('shows before issue what it will hold, and asks once', async () => {
    const bridge = fakeBridge()
    const issue = vi.spyOn(bridge.hiring, 'issueCertificate')
    const user = show(<CertificateScreen vacancy="v1" grade="11" />, bridge)
    expect(await screen.findByText(/counts as claimed/)).toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Issue this certificate…' }))
    await user.type(screen.getByLabelText('Request number'), 'R-7')
    await user.click(screen.getByLabelText(/CTAP and ICTAP cleared/))
    await user.click(screen.getByRole('button', { name: 'Issue the certificate' }))
    expect(issue).toHaveBeenCalledWith(expect.objectContaining({ vacancy: 'v1', grade: '11', requestNumber: 'R-7', ctapCleared: true, seen: 'digest' }))
    expect(await screen.findByText(/waits for the server/)).toBeInTheDocument()
  })
})
