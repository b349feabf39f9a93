import { useEffect, useRef } from 'react'
import { FaultNotice, Loading, Notice } from '../ui'
import { type Command, commandOf } from './keys'
import { openPages } from './open'
import { PageView } from './PageView'
import type { OpenPages, Pages, ScanFile } from './pages'
import { Toolbar } from './Toolbar'
import { usePages } from './usePages'
import { useStrip } from './useStrip'
import { gap, type View, zoomed } from './view'

interface Props {
  file: ScanFile
  view: View
  onView: (patch: Partial<View>) => void
  onFile?: (step: 1 | -1) => void // to the next or previous file, where there are several
  open?: OpenPages
}

// ScanView shows a file page by page. Its keys work wherever the focus is, so that
// whoever keys from the scan need not leave the form.
export function ScanView({ file, view, onView, onFile, open = openPages }: Props) {
  const { pages, fault, again } = usePages(file, open)
  if (fault) {
    return (
      <div className="scan__words stack">
        <FaultNotice fault={fault} />
        <div className="row">
          <button type="button" className="usa-button usa-button--outline" onClick={again}>
            Try again
          </button>
        </div>
      </div>
    )
  }
  if (!pages) {
    return (
      <div className="scan__words">
        <Loading what={file.state === 'server' ? 'the scan from the server' : 'the scan'} />
      </div>
    )
  }
  return <Strip key={file.id} {...{ pages, file, view, onView, onFile }} />
}

interface StripProps extends Omit<Props, 'open'> {
  pages: Pages
}

const pans: Partial<Record<Command, [across: number, down: number]>> = { up: [0, -0.3], down: [0, 0.3], west: [-0.3, 0], east: [0.3, 0] }

function Strip({ pages, file, view, onView, onFile }: StripProps) {
  const { pane, places, height, bottom, shown, page, learn, scrolled, goTo, pan } = useStrip(pages, view, (next) => onView({ page: next }))
  const scale = places[page - 1]?.scale ?? 1

  const act = (command: Command) => {
    const way = pans[command]
    if (way) return pan(...way)
    switch (command) {
      case 'larger':
      case 'smaller':
        return onView({ zoom: zoomed(scale, command === 'larger') })
      case 'width':
      case 'page':
        return onView({ zoom: command })
      case 'right':
      case 'left':
        return onView({ turn: (view.turn + (command === 'right' ? 90 : 270)) % 360 })
      case 'next':
        return goTo(Math.min(page + 1, pages.count))
      case 'previous':
        return goTo(Math.max(page - 1, 1))
      case 'first':
        return goTo(1)
      case 'last':
        return goTo(pages.count)
      case 'next-file':
      case 'previous-file':
        onFile?.(command === 'next-file' ? 1 : -1)
    }
  }
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const heard = (e: KeyboardEvent) => {
      const command = commandOf(e)
      if (!command || covered(pane.current)) return
      e.preventDefault()
      latest.current(command)
    }
    window.addEventListener('keydown', heard)
    return () => window.removeEventListener('keydown', heard)
  }, [pane])

  const width = Math.max(0, ...places.map((p) => p.width)) + 2 * gap
  return (
    <>
      <Toolbar {...{ act, page, count: pages.count, scale, zoom: view.zoom }} />
      {pages.check && (
        <Notice level="warn">
          <p>{pages.check}</p>
        </Notice>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <section ref={pane} className="scan__pane" tabIndex={0} aria-label={`Pages of ${file.name}`} onScroll={scrolled}>
        <div className="scan__strip" style={{ height, minWidth: width }}>
          {shown.map((number) => {
            const place = places[number - 1]
            return place && <PageView key={number} {...{ pages, number, place, learn }} ahead={place.top > bottom} turn={view.turn} label={`Page ${number} of ${file.name}`} />
          })}
        </div>
      </section>
    </>
  )
}

// covered says whether a dialog lies over the pane: then keys are the dialog's.
function covered(pane: HTMLElement | null): boolean {
  const dialog = document.querySelector('dialog[open]')
  return dialog !== null && !dialog.contains(pane)
}
