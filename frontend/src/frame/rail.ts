import { to } from '../router'

export interface RailItem {
  label: string
  glyph: string
  link: string
  owns: (first: string) => boolean
}

interface Place extends RailItem {
  needs: string[] // one of these rights; none: everybody
}

const places: Place[] = [
  { label: 'Today', glyph: '☀', link: to('today'), needs: [], owns: (p) => p === 'today' },
  { label: 'Vacancies', glyph: '▤', link: to('hiring'), needs: ['vacancy.read'], owns: (p) => ['hiring', 'certificate'].includes(p) },
  { label: 'Applicants', glyph: '☺', link: to('applicants'), needs: ['application.read'], owns: (p) => ['applicants', 'application'].includes(p) },
  {
    label: 'Paper applications',
    glyph: '✎',
    link: to('paper'),
    needs: ['application.key', 'application.verify'],
    owns: (p) => ['paper', 'second'].includes(p),
  },
  { label: 'Inquiries', glyph: '☎', link: to('inquiries'), needs: ['inquiry.read'], owns: (p) => ['inquiries', 'inquiry', 'call'].includes(p) },
  { label: 'Knowledge base', glyph: '¶', link: to('knowledge'), needs: ['knowledge.read'], owns: (p) => p === 'knowledge' },
  { label: 'Administration', glyph: '⚙', link: to('admin'), needs: ['user.manage', 'audit.read'], owns: (p) => p === 'admin' },
  { label: 'Needs attention', glyph: '⚑', link: to('attention'), needs: ['sync.resolve'], owns: (p) => p === 'attention' },
  { label: 'Sync', glyph: '⇅', link: to('sync'), needs: [], owns: (p) => p === 'sync' },
]

// railFor is the parts that a person with these rights may see.
export function railFor(rights: string[]): RailItem[] {
  return places.filter((p) => p.needs.length === 0 || p.needs.some((n) => rights.includes(n)))
}
