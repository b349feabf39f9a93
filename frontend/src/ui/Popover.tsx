import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

interface Props {
  label: string
  children: ReactNode
}

// Popover is a button that opens a small box beneath it. Escape closes it and
// returns the focus; so does leaving it.
export function Popover({ label, children }: Props) {
  const [open, setOpen] = useState(false)
  const whole = useRef<HTMLSpanElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    box.current?.querySelector<HTMLElement>('button, input, select')?.focus()
    const pressed = (e: PointerEvent) => {
      if (e.target instanceof Node && !whole.current?.contains(e.target)) setOpen(false)
    }
    window.addEventListener('pointerdown', pressed)
    return () => window.removeEventListener('pointerdown', pressed)
  }, [open])
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears Escape for what is inside
    <span
      className="popover"
      ref={whole}
      onKeyDown={(e) => {
        if (e.key !== 'Escape' || !open) return
        e.stopPropagation()
        setOpen(false)
        button.current?.focus()
      }}
      onBlur={(e) => {
        if (e.relatedTarget instanceof Node && !whole.current?.contains(e.relatedTarget)) setOpen(false)
      }}
    >
      <button
        ref={button}
        type="button"
        className="usa-button usa-button--outline"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {label} <span aria-hidden="true">▾</span>
      </button>
      {open && (
        <div className="popover__box" id={id} ref={box} role="group" aria-label={label}>
          {children}
        </div>
      )}
    </span>
  )
}
