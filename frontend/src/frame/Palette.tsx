import { useEffect, useRef, useState } from 'react'
import { Dialog, FaultNotice } from '../ui'
import { matchOf, wordsOf } from './match'
import { PaletteList } from './PaletteList'
import { addressIn, go } from '../router'
import type { RailItem } from './rail'
import { useFound } from './useFound'
import { type Commands, type Target, useTargets } from './useTargets'

interface Props {
  rail: RailItem[]
  rights: string[]
  commands: Commands
  recent: Target[]
  onDone: (target: Target) => void
  onClose: () => void
}

const most = 8 // of one group

// Palette finds screens and commands, and people, vacancies, inquiries and
// articles in the store, as you type; Enter opens the one that is marked. Before
// anything is typed, what was opened last stands first.
export function Palette({ rail, rights, commands, recent, onDone, onClose }: Props) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [paper, setPaper] = useState(false)
  const early = useRef(false) // Enter was pressed before the store had answered
  const again = () => {
    setText('')
    setAt(0)
  }
  const { targets, vacancies, papers } = useTargets({
    rail,
    rights,
    commands,
    onPaper: () => {
      setPaper(true)
      again()
    },
  })
  const { found, waiting, reading, error } = useFound(paper ? '' : text)

  const words = wordsOf(text)
  const address = addressIn(text)
  const pasted: Target[] = address ? [{ id: address, group: 'Screens', label: 'Open the screen that this link names', act: () => go(address) }] : []
  const remembered = words.length === 0 ? recent.map((t) => ({ ...t, group: 'Recent' })) : []
  const offered = paper ? papers : [...remembered, ...targets.filter((t) => !remembered.some((r) => r.id === t.id)), ...vacancies]
  const shown = [...pasted, ...withFound(firsts(offered.filter((t) => matchOf(t.label, words))), found)]

  const run = (target?: Target) => {
    early.current = waiting && !target
    if (!target) return
    if (!target.stays) {
      onClose()
      onDone(target)
    }
    target.act?.()
  }
  // Whoever types a name and presses Enter at once means the first that is found.
  useEffect(() => {
    if (!waiting && early.current) run(shown[0])
  })
  useEffect(() => {
    document.getElementById(`palette-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  return (
    <Dialog heading={paper ? 'Key a paper application' : 'Find'} onClose={onClose}>
      <input
        className="usa-input"
        type="text"
        role="combobox"
        aria-label={paper ? 'Announcement number or title' : 'Person, number, vacancy, inquiry, article, screen or command'}
        aria-controls="palette-list"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-activedescendant={shown[at] ? `palette-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(e) => {
          setText(e.target.value)
          setAt(0)
          early.current = false
        }}
        onKeyDown={(e) => {
          const last = shown.length - 1
          if (e.key === 'ArrowDown') setAt(at < last ? at + 1 : 0)
          else if (e.key === 'ArrowUp') setAt(at > 0 ? at - 1 : Math.max(0, last))
          else if (e.key === 'PageDown') setAt(Math.max(0, Math.min(last, at + most)))
          else if (e.key === 'PageUp') setAt(Math.max(0, at - most))
          else if (e.key === 'Enter') run(shown[at])
          else return
          e.preventDefault()
        }}
      />
      {error ? <FaultNotice fault={error} /> : null}
      <PaletteList targets={shown} words={words} at={at} onPick={run} />
      <p className="quiet palette__said" role="status">
        {waiting ? 'Searching…' : said(shown.length, reading)}
      </p>
    </Dialog>
  )
}

function said(n: number, reading: boolean): string {
  if (reading) return 'Records are still being read after sign-in; more may be found in a moment.'
  return n === 0 ? 'Nothing is called that. Try part of a title, a number or a name.' : ''
}

// withFound adds what the store has found behind what the page knows by itself,
// each once, and groups beside each other.
function withFound(known: Target[], found: Target[]): Target[] {
  const all = [...known, ...found.filter((f) => !known.some((k) => k.id === f.id))]
  const order = [...new Set(all.map((t) => t.group))]
  return order.flatMap((group) => all.filter((t) => t.group === group))
}

// firsts keeps the first few of each group.
function firsts(targets: Target[]): Target[] {
  const counts = new Map<string, number>()
  return targets.filter((t) => {
    const n = (counts.get(t.group) ?? 0) + 1
    counts.set(t.group, n)
    return n <= most
  })
}
