import { useQuery } from '@tanstack/react-query'
import { type desktop, useBridge } from '../bridge'
import { vacancyKeys } from '../hiring/keys'
import { go, to } from '../router'
import { keys, placeKeys } from './keys'
import type { RailItem } from './rail'

// Target is something that the palette finds: where to go or what to do.
export interface Target {
  id: string
  group: string
  label: string
  more?: string
  pieces?: desktop.Piece[] // the label with what was typed marked, when the program has found it
  field?: string // in which it was found besides
  where?: desktop.Piece[]
  keys?: string
  act?: () => void
  stays?: boolean // the palette stays open
}

// Commands is what the frame does for the palette.
export interface Commands {
  call?: () => void
  lock: () => void
  sync: () => void
  link: () => void
  help: () => void
}

interface Props {
  rail: RailItem[]
  rights: string[]
  commands: Commands
  onPaper: () => void // a vacancy is chosen next
}

// Vacancies in these states take no application; the service says so too.
const takesNone = ['draft', 'canceled', 'hiringComplete']

// useTargets is all that can be found without asking for anybody's record.
export function useTargets({ rail, rights, commands, onPaper }: Props): { targets: Target[]; vacancies: Target[]; papers: Target[] } {
  const bridge = useBridge()
  const { data = [] } = useQuery({
    queryKey: vacancyKeys.all,
    queryFn: () => bridge.hiring.vacancies(),
    enabled: rights.includes('vacancy.read'),
  })
  const { call } = commands
  const screens: Target[] = [
    ...rail.map((r, i) => ({ id: r.link, group: 'Screens', label: r.label, keys: placeKeys(i), act: () => go(r.link) })),
    { id: to('account'), group: 'Screens', label: 'Your account', act: () => go(to('account')) },
  ]
  const doing: Target[] = [
    ...(call ? [{ id: 'call', label: 'New call', keys: keys.call, act: call }] : []),
    ...(rights.includes('application.key') ? [{ id: 'paper', label: 'Key a paper application', keys: keys.paper, act: onPaper, stays: true }] : []),
    { id: 'sync', label: 'Sync now', act: commands.sync },
    { id: 'link', label: 'Copy a link to this screen', act: commands.link },
    { id: 'password', label: 'Change your password', act: () => go(to('account')) },
    { id: 'keys', label: 'Show the keys', keys: keys.help, act: commands.help },
    { id: 'lock', label: 'Lock', keys: keys.lock, act: commands.lock },
  ].map((t) => ({ ...t, group: 'Commands' }))
  const vacancies: Target[] = data.map((v) => ({
    id: to('hiring', v.id),
    group: 'Vacancies',
    label: `${v.number} ${v.title}`.trim() || 'New vacancy',
    more: v.statusWords,
    act: () => go(to('hiring', v.id)),
  }))
  const papers: Target[] = data.filter((v) => !takesNone.includes(v.status)).map((v) => ({
    id: to('paper', 'new', v.id),
    group: 'Key a paper application to',
    label: `${v.number} ${v.title}`,
    more: v.statusWords,
    act: () => go(to('paper', 'new', v.id)),
  }))
  return { targets: [...screens, ...doing], vacancies, papers }
}
