import { type KeyboardEvent, type ReactNode, useId } from 'react'

export interface Tab {
  key: string
  label: string
  count?: number
}

interface Props {
  label: string
  tabs: Tab[]
  current: string
  onChange: (key: string) => void
  children: ReactNode // the panel of the current tab
}

// Tabs shows one of several panels; left, right, Home and End move between them.
export function Tabs({ label, tabs, current, onChange, children }: Props) {
  const id = useId()
  const keyed = (e: KeyboardEvent) => {
    const at = tabs.findIndex((t) => t.key === current)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[e.key]
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length]
    if (!next) return
    e.preventDefault()
    onChange(next.key)
    document.getElementById(`${id}-${next.key}`)?.focus()
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={keyed}>
        {tabs.map((t) => (
          <button
            key={t.key}
            id={`${id}-${t.key}`}
            type="button"
            role="tab"
            className="tabs__one"
            aria-selected={t.key === current}
            aria-controls={`${id}-panel`}
            tabIndex={t.key === current ? 0 : -1}
            onClick={() => onChange(t.key)}
          >
            {t.label} {t.count !== undefined && <span className="tabs__count">{t.count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} className="stack tabs__panel">
        {children}
      </div>
    </>
  )
}
