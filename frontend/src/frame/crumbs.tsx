import { createContext, type ReactNode, useContext, useLayoutEffect, useState } from 'react'

// Crumb is a place above the screen; the last one, without a link, is the screen.
export type Crumb = [label: string, link?: string]

const TrailContext = createContext<Crumb[]>([])
const SetterContext = createContext<(trail: Crumb[]) => void>(() => {})

// CrumbsProvider holds the trail for the frame.
export function CrumbsProvider({ children }: { children: ReactNode }) {
  const [trail, setTrail] = useState<Crumb[]>([])
  return (
    <SetterContext value={setTrail}>
      <TrailContext value={trail}>{children}</TrailContext>
    </SetterContext>
  )
}

// useCrumbs says where a screen stands. The trail goes when the screen goes.
export function useCrumbs(trail: Crumb[]): void {
  const setTrail = useContext(SetterContext)
  const text = JSON.stringify(trail)
  useLayoutEffect(() => {
    setTrail(JSON.parse(text) as Crumb[])
    return () => setTrail([])
  }, [setTrail, text])
}

// Crumbs is the trail above a screen; nothing on screens of the rail itself.
export function Crumbs() {
  const trail = useContext(TrailContext)
  if (trail.length === 0) return null
  return (
    <nav className="crumbs" aria-label="Where you are">
      <ol>
        {trail.map(([label, link]) => (
          <li key={label}>{link ? <a href={link}>{label}</a> : <span aria-current="page">{label}</span>}</li>
        ))}
      </ol>
    </nav>
  )
}
