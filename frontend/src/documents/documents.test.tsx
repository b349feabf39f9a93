import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { type Bridge, Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { documentRow } from '../bridge/fakeData'
import { show } from '../test/show'
import { Documents } from './Documents'
import { content, sizeWords } from './file'

const open = async (bridge = fakeBridge()) => {
  const user = show(<Documents kind="application" owner="a1" heading="Scan of the paper" />, bridge)
  await screen.findByText('None yet.')
  return { bridge, user }
}

// note stands in for a text of five letters, given in pieces of four.
const note = (bridge: Bridge) => {
  bridge.documents.open = async (id) => ({ id, name: 'note.txt', media: 'text/plain; charset=utf-8', size: 5, check: '', piece: 4, shows: true })
  bridge.documents.read = async (_id, offset, length) => btoa('hello'.slice(offset, offset + length))
  return bridge
}
const noteRow = { ...documentRow, name: 'note.txt', media: 'text/plain; charset=utf-8' }

describe('the files of a record', () => {
  it('attaches a file chosen in the window and says where it is', async () => {
    const { user } = await open()
    await user.click(screen.getByRole('button', { name: 'Attach a file…' }))
    expect(await screen.findByText('scan.pdf')).toBeInTheDocument()
    expect(screen.getByText('On this computer, waiting to be sent')).toBeInTheDocument()
    expect(screen.getByText(/793 KB · 3 pages · added by Rosa Delgado/)).toBeInTheDocument()
  })

  it('sends a dropped file in pieces', async () => {
    const { bridge } = await open()
    const piece = vi.spyOn(bridge.documents, 'piece')
    const file = new File([new Uint8Array(300_000).fill(7)], 'letter.jpg')
    fireEvent.drop(screen.getByLabelText('Scan of the paper'), { dataTransfer: { files: [file] } })
    expect(await screen.findByText('letter.jpg')).toBeInTheDocument()
    expect(piece).toHaveBeenCalledTimes(2)
    expect(screen.getByText(/293 KB/)).toBeInTheDocument()
  })

  it('says in a sentence why a file is refused', async () => {
    const bridge = fakeBridge()
    bridge.documents.choose = async () => {
      throw new Fault('invalid', 'Some fields need attention.', [{ name: 'file', words: 'The file is empty. Choose another file.' }])
    }
    const { user } = await open(bridge)
    await user.click(screen.getByRole('button', { name: 'Attach a file…' }))
    expect(await screen.findByText('The file is empty. Choose another file.')).toBeInTheDocument()
  })

  it('asks why a file is removed, and keeps it marked', async () => {
    const { user } = await open()
    await user.click(screen.getByRole('button', { name: 'Attach a file…' }))
    await user.click(await screen.findByRole('button', { name: 'Remove scan.pdf' }))
    await user.click(screen.getByRole('button', { name: 'Remove' }))
    expect(await screen.findByText('Say why the attachment is removed')).toBeInTheDocument()
    await user.type(screen.getByLabelText(/Why it is removed/), 'The wrong paper')
    await user.click(screen.getByRole('button', { name: 'Remove' }))
    expect(await screen.findByText('Removed: The wrong paper')).toBeInTheDocument()
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Remove scan.pdf' })).not.toBeInTheDocument())
  })

  it('shows a text and offers a copy of it', async () => {
    const bridge = note(fakeBridge())
    const save = vi.spyOn(bridge.documents, 'saveCopy')
    bridge.documents.of = async () => ({ rows: [noteRow], mayAdd: false, accepted: '', piece: 4 })
    const user = show(<Documents kind="inquiry" owner="i1" heading="Attachments" />, bridge)
    await user.click(await screen.findByRole('button', { name: 'Open note.txt' }))
    expect(await screen.findByText('hello')).toBeInTheDocument()
    expect(screen.queryByRole('button', { name: 'Attach a file…' })).not.toBeInTheDocument()
    await user.click(screen.getAllByRole('button', { name: /Save a copy/ }).at(-1)!)
    await user.type(await screen.findByLabelText(/Save to/), '/tmp/x.pdf')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('/tmp/x.pdf')).toBeInTheDocument()
    expect(save).toHaveBeenCalledWith('file-1', '/tmp/x.pdf')
  })

  it('reads a file in the pieces that the program gives', async () => {
    const bridge = note(fakeBridge())
    const bytes = await content(bridge, await bridge.documents.open('f'))
    expect(new TextDecoder().decode(bytes)).toBe('hello')
    expect([sizeWords(1), sizeWords(2 << 20)]).toEqual(['1 KB', '2.0 MB'])
  })
})
