import { type ReactNode, useEffect, useId, useRef } from 'react'
import { KeyHint } from './KeyHint'

interface Props {
  heading: string
  onClose: () => void
  children: ReactNode
  wide?: boolean
  dismiss?: string // what closing the dialog is called
}

// Dialog holds the focus until it is closed; Escape closes it, and the focus
// returns to where it was.
export function Dialog({ wide, ...props }: Props) {
  return <Modal className={wide ? 'dialog dialog--wide' : 'dialog'} {...props} />
}

// Drawer is a dialog at the right edge, for what belongs to the list behind it.
export function Drawer({ wide, ...props }: Props) {
  return <Modal className={wide ? 'dialog drawer drawer--wide' : 'dialog drawer'} {...props} />
}

function Modal({ heading, onClose, children, className, dismiss = 'Close' }: Props & { className: string }) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    const dialog = box.current
    dialog?.showModal()
    const body = dialog?.querySelector('.dialog__body')
    body?.querySelector<HTMLElement>('input, select, textarea, button, a[href]')?.focus()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={box}
      className={className}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
    >
      <div className="dialog__head">
        <h2 id={id}>{heading}</h2>
        <button type="button" className="usa-button usa-button--unstyled" aria-keyshortcuts="Escape" onClick={onClose}>
          {dismiss} <KeyHint keys="Esc" />
        </button>
      </div>
      <div className="dialog__body stack">{children}</div>
    </dialog>
  )
}
