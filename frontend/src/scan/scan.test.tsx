import { act, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Fault } from '../bridge'
import { fakeBridge } from '../bridge/fake'
import { show } from '../test/show'
import { Beside } from './Beside'
import { commandOf } from './keys'
import type { OpenPages, Pages } from './pages'
import { ScanView } from './ScanView'
import { firstView, layout, most, near, pageAt, type View, zoomed } from './view'

const letter = { width: 816, height: 1056 }
const file = { id: 'f', name: 'scan.pdf', media: 'application/pdf', state: 'here' }

// scanOf is an open scan of so many pages that counts what is drawn.
function scanOf(count: number) {
  const canvases: HTMLCanvasElement[] = []
  const pages = {
    count,
    first: letter,
    check: '',
    size: async () => letter,
    draw: vi.fn<Pages['draw']>(async (_page, canvas) => {
      canvas.width = 10
      canvases.push(canvas)
    }),
    close: vi.fn<() => void>(),
  } satisfies Pages
  const open = vi.fn<OpenPages>(async () => pages)
  return { pages, open, held: () => canvases.filter((c) => c.width > 0).length }
}

function Screen({ open, name = 'scan.pdf' }: { open: OpenPages; name?: string }) {
  const [view, setView] = useState<View>(firstView)
  const [shown, setShown] = useState(true)
  return (
    <Beside left={shown && <ScanView file={{ ...file, name }} view={view} onView={(p) => setView((old) => ({ ...old, ...p }))} open={open} />}>
      <label>
        Last name <input />
      </label>
      <button type="button" onClick={() => setShown(!shown)}>
        Away
      </button>
    </Beside>
  )
}

// jsdom lays nothing out: the pane is as large as it would be.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(460)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
})
afterEach(() => vi.restoreAllMocks())

const open = async (count = 40) => {
  const scan = scanOf(count)
  const user = show(<Screen open={scan.open} />, fakeBridge())
  await screen.findByText(`Page 1 of ${count}`)
  await user.click(screen.getByLabelText('Last name'))
  return { ...scan, user }
}
const drawn = (scan: ReturnType<typeof scanOf>) => [...new Set(scan.pages.draw.mock.calls.map(([page]) => page))]

describe('the scan beside a form', () => {
  it('draws only the pages in sight and the next', async () => {
    const scan = await open()
    await waitFor(() => expect(drawn(scan)).toEqual([1, 2, 3]))
    expect(screen.getAllByRole('img')).toHaveLength(3)
    await scan.user.keyboard('{Alt>}{PageDown}{PageDown}{PageDown}{/Alt}')
    await screen.findByText('Page 4 of 40')
    await waitFor(() => expect(screen.getByLabelText('Page 4 of scan.pdf').querySelector('canvas')).not.toBeNull())
    expect(scan.held()).toBeLessThanOrEqual(most)
    expect(Math.max(...drawn(scan))).toBeLessThanOrEqual(6)
  })

  it('goes from page to page while the focus stays in the form', async () => {
    const { user } = await open()
    const where = () => screen.getAllByRole('status')[0]!.textContent
    await user.keyboard('Tana{Alt>}{End}{/Alt}')
    expect(where()).toBe('Page 40 of 40')
    await user.keyboard('{Alt>}{PageDown}{/Alt}')
    expect(where()).toBe('Page 40 of 40')
    await user.keyboard('{Alt>}{PageUp}{/Alt}ka')
    expect(where()).toBe('Page 39 of 40')
    await user.keyboard('{Alt>}{Home}{/Alt}')
    expect(where()).toBe('Page 1 of 40')
    expect(screen.getByLabelText('Last name')).toHaveValue('Tanaka')
    expect(screen.getByLabelText('Last name')).toHaveFocus()
  })

  it('zooms and turns by keyboard, and says how large it is', async () => {
    const { user, pages } = await open(3)
    expect(screen.getByText('54 %')).toBeInTheDocument()
    await user.keyboard('{Control>}={/Control}')
    expect(screen.getByText('67 %')).toBeInTheDocument()
    await user.keyboard('{Control>}--{/Control}')
    expect(screen.getByText('33 %')).toBeInTheDocument()
    await user.keyboard('{Control>}9{/Control}')
    expect(screen.getByRole('button', { name: 'Whole page' })).toHaveAttribute('aria-pressed', 'true')
    await user.keyboard('{Control>}0{/Control}{Alt>}r{/Alt}')
    await waitFor(() => expect(pages.draw.mock.lastCall?.[3]).toBe(90))
    expect(screen.getByText('42 %')).toBeInTheDocument() // wide as the pane, lying
    await user.keyboard('{Alt>}{Shift>}r{/Shift}{/Alt}')
    await waitFor(() => expect(pages.draw.mock.lastCall?.[3]).toBe(0))
  })

  it('leaves nothing of the scan when it goes', async () => {
    const scan = await open()
    await waitFor(() => expect(scan.held()).toBe(3))
    await scan.user.click(screen.getByRole('button', { name: 'Away' }))
    expect(scan.pages.close).toHaveBeenCalledTimes(1)
    expect(scan.held()).toBe(0)
  })

  it('gives back a file that was still being opened', async () => {
    const scan = scanOf(1)
    let opened: (pages: Pages) => void = () => {}
    const slow: OpenPages = () => new Promise((good) => (opened = good))
    const user = show(<Screen open={slow} />, fakeBridge())
    await user.click(screen.getByRole('button', { name: 'Away' }))
    await act(async () => opened(scan.pages))
    expect(scan.pages.close).toHaveBeenCalledTimes(1)
  })

  it('says why a scan cannot be shown, and tries again', async () => {
    const scan = scanOf(1)
    const open = vi.fn<OpenPages>().mockRejectedValueOnce(new Fault('unavailable', 'This attachment is not on this computer yet.')).mockImplementation(scan.open)
    const user = show(<Screen open={open} />, fakeBridge())
    expect(await screen.findByText('This attachment is not on this computer yet.')).toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('Page 1 of 1')).toBeInTheDocument()
  })

  it('has a divider that F6 reaches and the arrow keys move', async () => {
    const { user } = await open(1)
    await user.keyboard('{F6}')
    const divider = screen.getByRole('separator', { name: 'Width of the scan' })
    expect(divider).toHaveFocus()
    const before = Number(divider.getAttribute('aria-valuenow'))
    await user.keyboard('{ArrowRight}')
    expect(divider).toHaveAttribute('aria-valuenow', String(before + 3))
    await user.keyboard('{End}')
    expect(divider).toHaveAttribute('aria-valuenow', '75')
    await user.keyboard('{F6}')
    expect(screen.getByLabelText('Last name')).toHaveFocus()
  })
})

describe('where pages lie', () => {
  const pane = { width: 460, height: 600 }
  const places = layout(40, letter, new Map([[2, { width: 1056, height: 816 }]]), { zoom: 'width', turn: 0 }, pane)
  it('makes each page as wide as the pane, whatever its size', () => {
    expect(new Set(places.map((p) => p.width))).toEqual(new Set([444]))
    expect(places[1]?.height).toBeLessThan(places[0]!.height)
  })
  it('fits a whole page', () => {
    const [first] = layout(1, letter, new Map(), { zoom: 'page', turn: 0 }, { width: 2000, height: 616 })
    expect(first?.height).toBe(600)
  })
  it('never draws more than a few', () => {
    const small = layout(500, letter, new Map(), { zoom: 0.05, turn: 0 }, pane)
    expect(near(small, 0, 600)).toHaveLength(most)
    expect(near(places, places[20]!.top, 600)).toEqual([21, 22, 23])
    expect(near(places, places[39]!.top, 600)).toEqual([40])
    expect(pageAt(places, places[39]!.top, 600)).toBe(40)
  })
  it('steps through zooms to the ends', () => {
    expect([zoomed(0.54, true), zoomed(0.67, false), zoomed(4, true), zoomed(0.1, false)]).toEqual([0.67, 0.5, 4, 0.25])
  })
})

describe('the keys', () => {
  const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
    commandOf({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })
  it('leave what people type and the form’s own keys alone', () => {
    for (const key of ['r', '+', '0', 'PageDown', 'Home', 'Enter', 'ArrowDown']) expect(press(key)).toBeUndefined()
    for (const key of ['Enter', 'k', 'l', 'q', 'ArrowLeft', 'Home', 'a']) expect(press(key, { ctrlKey: true })).toBeUndefined()
    for (const key of ['n', '1', '6', 'ArrowDown', 'ArrowLeft']) expect(press(key, { altKey: true })).toBeUndefined()
  })
  it('leave AltGr, which is Ctrl and Alt together, to typing', () => {
    expect(press('0', { ctrlKey: true, altKey: true })).toBeUndefined()
  })
  it('know a Mac’s Option R by its place', () => {
    expect(press('®', { altKey: true, code: 'KeyR' })).toBe('right')
  })
})
