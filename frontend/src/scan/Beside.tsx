import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'

interface Props {
  left: ReactNode
  above?: ReactNode // stays in sight above the right side
  children: ReactNode
}

const least = 20
const largest = 75
// How wide the left side was last; the next form begins with it.
let kept = 44

// Beside shows two sides with a divider between them. F6 goes from a field to the
// divider and back; there the arrow keys move it.
export function Beside({ left, above, children }: Props) {
  const [share, setShare] = useState(kept)
  const box = useRef<HTMLDivElement>(null)
  const divider = useRef<HTMLDivElement>(null)
  const before = useRef<HTMLElement | null>(null)

  const move = (to: number) => {
    kept = Math.round(Math.min(largest, Math.max(least, to)))
    setShare(kept)
  }
  const keyed = (e: KeyboardEvent) => {
    const to = { ArrowLeft: share - 3, ArrowRight: share + 3, Home: least, End: largest }[e.key]
    if (to === undefined || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return
    e.preventDefault()
    move(to)
  }
  const drag = (e: PointerEvent) => {
    const edges = box.current?.getBoundingClientRect()
    if (edges && divider.current?.hasPointerCapture(e.pointerId)) move(((e.clientX - edges.left) / edges.width) * 100)
  }

  useEffect(() => {
    const heard = (e: globalThis.KeyboardEvent) => {
      if (e.key !== 'F6' || e.ctrlKey || e.altKey || e.metaKey || document.querySelector('dialog[open]')) return
      e.preventDefault()
      if (document.activeElement === divider.current) {
        const form = divider.current?.nextElementSibling
        const field = form?.contains(before.current) ? before.current : form?.querySelector<HTMLElement>('input, select, textarea')
        return field?.focus()
      }
      before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
      divider.current?.focus()
    }
    window.addEventListener('keydown', heard)
    return () => window.removeEventListener('keydown', heard)
  }, [])

  return (
    <div className="beside">
      <div className="beside__sides" ref={box} style={{ gridTemplateColumns: `minmax(0, ${share}fr) auto minmax(0, ${100 - share}fr)` }}>
        <div className="beside__left">{left}</div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a separator that moves is a control */}
        <div
          ref={divider}
          className="beside__divider"
          role="separator"
          tabIndex={0}
          aria-orientation="vertical"
          aria-label="Width of the scan"
          aria-valuenow={share}
          aria-valuemin={least}
          aria-valuemax={largest}
          aria-keyshortcuts="F6"
          title="Width of the scan: F6, then ← →"
          onKeyDown={keyed}
          onPointerDown={(e) => divider.current?.setPointerCapture(e.pointerId)}
          onPointerMove={drag}
        />
        <div className="beside__right">
          {above}
          <div className="beside__scroll">{children}</div>
        </div>
      </div>
    </div>
  )
}
