import type { ReactNode } from 'react'

interface Props {
  heading: string
  children?: ReactNode
  action?: ReactNode
}

// EmptyState says why nothing is here and what to do about it.
export function EmptyState({ heading, children, action }: Props) {
  return (
    <div className="empty">
      <h2 className="empty__heading">{heading}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}
