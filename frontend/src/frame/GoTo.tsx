import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBridge } from '../bridge'
import { vacancyKeys } from '../hiring/keys'
import { go, to } from '../router'
import { Dialog } from '../ui'
import type { RailItem } from './rail'

interface Props {
  rail: RailItem[]
  mayCall: boolean
  mayRead: boolean
  onClose: () => void
}

interface Target {
  label: string
  more: string
  link: string
}

// GoTo finds a screen or a vacancy as you type; Enter opens the first one.
export function GoTo({ rail, mayCall, mayRead, onClose }: Props) {
  const bridge = useBridge()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { data: vacancies = [] } = useQuery({ queryKey: vacancyKeys.all, queryFn: () => bridge.hiring.vacancies(), enabled: mayRead })

  const targets: Target[] = [
    ...rail.map((r) => ({ label: r.label, more: 'Screen', link: r.link })),
    ...(mayCall ? [{ label: 'New call', more: 'F2', link: to('call') }] : []),
    ...vacancies.map((v) => ({ label: `${v.number} ${v.title}`, more: v.statusWords, link: to('hiring', v.id) })),
  ]
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = targets.filter((t) => words.every((w) => t.label.toLowerCase().includes(w))).slice(0, 12)

  const open = (target?: Target) => {
    if (!target) return
    onClose()
    go(target.link)
  }
  return (
    <Dialog heading="Go to" onClose={onClose}>
      <input
        className="usa-input"
        type="text"
        role="combobox"
        aria-label="Screen, announcement number or title"
        aria-controls="goto-list"
        aria-expanded="true"
        aria-activedescendant={found[at] ? `goto-${at}` : undefined}
        autoComplete="off"
        value={text}
        onChange={(e) => {
          setText(e.target.value)
          setAt(0)
        }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
          else if (e.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
          else if (e.key === 'Enter') open(found[at])
          else return
          e.preventDefault()
        }}
      />
      <ul className="goto" id="goto-list" role="listbox" aria-label="Found">
        {found.map((t, i) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the box above hears the keys
          <li key={t.link} id={`goto-${i}`} role="option" aria-selected={i === at} onClick={() => open(t)}>
            <span>{t.label}</span>
            <span className="quiet">{t.more}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="quiet">Nothing is called that. Try part of a title or an announcement number.</p>}
    </Dialog>
  )
}
