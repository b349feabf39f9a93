import { type ReactNode, useEffect, useId, useRef } from 'react'

interface Props {
  heading: string
  onClose: () => void
  children: ReactNode
}

// Dialog holds the focus until it is closed; Escape closes it, and the focus
// returns to where it was.
export function Dialog({ heading, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    const dialog = box.current
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>('.dialog__body input, .dialog__body button')?.focus()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={box}
      className="dialog"
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
    >
      <div className="dialog__head">
        <h2 id={id}>{heading}</h2>
        <button type="button" className="usa-button usa-button--unstyled" onClick={onClose}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
      <div className="dialog__body stack">{children}</div>
    </dialog>
  )
}
