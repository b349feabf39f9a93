import { useEffect, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { go, to, useRoute } from '../router'
import { Dialog, useToast } from '../ui'
import { BottomLine } from './BottomLine'
import { GoTo } from './GoTo'
import { frameKeys, useFrameKeys } from './keys'
import { railFor } from './rail'
import { useSettled } from './saved'
import { Screen } from './Screen'
import { SyncChip } from './SyncChip'

interface Props {
  session: desktop.SessionView
  onLeave: (session: desktop.SessionView) => void
}

// Frame is the window around every screen: the rail at the left, the line at the
// top, the saved state at the bottom.
export function Frame({ session, onLeave }: Props) {
  const bridge = useBridge()
  const say = useToast()
  const route = useRoute()
  const [help, setHelp] = useState(false)
  const [find, setFind] = useState(false)
  const rail = railFor(session.rights)
  const mayCall = session.rights.includes('inquiry.log')

  const settled = useSettled()
  const lock = () => {
    void settled()
      .then(() => bridge.session.lock())
      .then(onLeave, (e: Error) => say(e.message, true))
  }
  useFrameKeys({ help: () => setHelp(true), call: () => go(to('call')), find: () => setFind(true), lock }, mayCall)

  useEffect(() => {
    const heard = (e: KeyboardEvent) => {
      const item = rail[Number(e.key) - 1]
      if (!e.altKey || e.ctrlKey || !item) return
      e.preventDefault()
      go(item.link)
    }
    window.addEventListener('keydown', heard)
    return () => window.removeEventListener('keydown', heard)
  }, [rail])

  // Whoever goes to another screen by keyboard goes on from its top.
  const place = route.slice(0, 2).join('/')
  useEffect(() => {
    const timer = window.setTimeout(() => {
      const main = document.getElementById('main')
      if (place && !document.querySelector('dialog[open]') && !main?.contains(document.activeElement)) main?.focus({ preventScroll: true })
    }, 80)
    return () => window.clearTimeout(timer)
  }, [place])

  useEffect(() => {
    const title = rail.find((r) => r.link === to(...route.slice(0, 1)))?.label
    document.title = title ? `${title} · Civic Desk` : 'Civic Desk'
  }, [route, rail])

  return (
    <div className="frame">
      <a className="usa-skipnav" href="#main" onClick={skip}>
        Skip to the screen
      </a>
      <nav className="rail" aria-label="Parts of Civic Desk">
        <p className="rail__name">
          <svg viewBox="0 0 64 64" width="26" height="26" aria-hidden="true">
            <rect width="64" height="64" rx="14" fill="#fff" />
            <path d="M14 44h36v6H14zM18 22h28v16H18z" fill="#1a4480" />
          </svg>
          Civic Desk
        </p>
        <ul>
          {rail.map((r, i) => (
            <li key={r.link}>
              <a href={r.link} aria-current={r.owns(route[0] ?? 'today') ? 'page' : undefined} className="rail__link">
                <span className="rail__glyph" aria-hidden="true">
                  {r.glyph}
                </span>
                {r.label}
                <kbd aria-hidden="true">{i + 1}</kbd>
              </a>
            </li>
          ))}
        </ul>
        {mayCall && (
          <a className="rail__call" href={to('call')}>
            New call <kbd>F2</kbd>
          </a>
        )}
        <p className="rail__office">{session.office}</p>
      </nav>
      <header className="top">
        <button type="button" className="top__find" onClick={() => setFind(true)}>
          <span aria-hidden="true">⌕</span> Go to a screen or vacancy <kbd>Ctrl</kbd>
          <kbd>K</kbd>
        </button>
        <SyncChip />
        <span className="top__who">
          <strong>{session.name}</strong>
          <span className="quiet">{session.roles.join(', ')}</span>
        </span>
        <button type="button" className="usa-button usa-button--outline" onClick={lock}>
          Lock <kbd>Ctrl</kbd>
          <kbd>L</kbd>
        </button>
      </header>
      <main className="screen" id="main" tabIndex={-1}>
        <Screen route={route} session={session} />
      </main>
      <BottomLine onHelp={() => setHelp(true)} />
      {help && (
        <Dialog heading="Keys" onClose={() => setHelp(false)}>
          <dl className="facts">
            {frameKeys.map(([keys, words]) => (
              <div key={keys} style={{ display: 'contents' }}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
      {find && <GoTo rail={rail} mayCall={mayCall} mayRead={session.rights.includes('vacancy.read')} onClose={() => setFind(false)} />}
    </div>
  )
}

function skip(e: { preventDefault: () => void }) {
  e.preventDefault()
  document.getElementById('main')?.focus()
}
