import type { ReactNode } from 'react'

// Door is the page around signing in and enrolling: the product's name at the
// left, the form at the right.
export function Door({ children }: { children: ReactNode }) {
  return (
    <div className="door">
      <header className="door__brand">
        <svg viewBox="0 0 64 64" width="56" height="56" aria-hidden="true">
          <rect width="64" height="64" rx="14" fill="#fff" />
          <path d="M14 44h36v6H14zM18 22h28v16H18z" fill="#1a4480" />
          <path d="M23 27h18v3H23zm0 6h12v3H23z" fill="#fff" />
        </svg>
        <p className="door__name">Civic Desk</p>
        <p>Hiring and public inquiries, at your desk and off the network.</p>
      </header>
      <main className="door__main">{children}</main>
    </div>
  )
}
