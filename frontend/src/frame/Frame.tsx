import { useEffect, useState } from 'react'
import { type desktop, useBridge } from '../bridge'
import { go, linkTo, to, useRoute } from '../router'
import { useSyncNow } from '../sync/useSync'
import { KeyHint, Notice, useToast } from '../ui'
import { BottomLine } from './BottomLine'
import { Crumbs, CrumbsProvider } from './crumbs'
import { KeyMap } from './KeyMap'
import { useFrameKeys } from './keys'
import { Palette } from './Palette'
import { railFor } from './rail'
import { useLeave } from './Leaving'
import { useMenu } from './Menus'
import { Screen } from './Screen'
import { SyncChip } from './SyncChip'
import type { Target } from './useTargets'

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
  const [read, setRead] = useState(false)
  const [recent, setRecent] = useState<Target[]>([])
  const syncNow = useSyncNow()
  const rail = railFor(session.rights)
  const mayCall = session.rights.includes('inquiry.log')

  const leave = useLeave()
  const lock = () => leave('lock', () => void bridge.session.lock().then(onLeave, (e: Error) => say(e.message, true)))
  const call = () => go(to('call'))
  const sync = () =>
    syncNow.mutate(undefined, {
      onSuccess: (now) => say(now.trouble || 'Everything is exchanged with the server.', now.trouble !== ''),
      onError: (e) => say(e.message, true),
    })
  const link = () => {
    bridge.window.copy(linkTo(window.location.hash)).then(
      () => say('The link is copied. Whoever may see this screen opens it by pasting it into Find (Ctrl K).'),
      (e: Error) => say(e.message, true),
    )
  }
  useMenu('sync', sync)
  useMenu('link', link)
  useFrameKeys({ help: () => setHelp(true), call, find: () => setFind(true), lock }, mayCall)

  useEffect(() => {
    const heard = (e: KeyboardEvent) => {
      const item = rail[Number(/^Digit\d$/.test(e.code) ? e.code.slice(5) : e.key) - 1]
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
          <a className="rail__call" aria-keyshortcuts="F2" href={to('call')}>
            New call <KeyHint keys="F2" />
          </a>
        )}
        <p className="rail__office">{session.office}</p>
      </nav>
      <header className="top">
        <button type="button" className="top__find" aria-keyshortcuts="Control+K" onClick={() => setFind(true)}>
          <span aria-hidden="true">⌕</span> Find anything <KeyHint keys="Ctrl+K" />
        </button>
        <SyncChip />
        <a className="top__who" href={to('account')} title="Your account">
          <strong>{session.name}</strong>
          <span className="quiet">{session.roles.join(', ')}</span>
        </a>
        <button type="button" className="usa-button usa-button--outline" aria-keyshortcuts="Control+L" onClick={lock}>
          Lock <KeyHint keys="Ctrl+L" />
        </button>
      </header>
      <main className="screen" id="main" tabIndex={-1}>
        {!read && session.mended.length > 0 && (
          <Notice level="warn" heading="Civic Desk found damage on this computer and dealt with it">
            {session.mended.map((words) => (
              <p key={words}>{words}</p>
            ))}
            <button type="button" className="usa-button usa-button--unstyled" onClick={() => setRead(true)}>
              I have read this
            </button>
          </Notice>
        )}
        <CrumbsProvider>
          <Crumbs />
          <Screen route={route} session={session} />
        </CrumbsProvider>
      </main>
      <BottomLine onHelp={() => setHelp(true)} />
      {help && <KeyMap onClose={() => setHelp(false)} />}
      {find && (
        <Palette
          rail={rail}
          rights={session.rights}
          commands={{ call: mayCall ? call : undefined, lock, sync, link, help: () => setHelp(true) }}
          recent={recent}
          onDone={(target) => setRecent([target, ...recent.filter((r) => r.id !== target.id)].slice(0, 5))}
          onClose={() => setFind(false)}
        />
      )}
    </div>
  )
}

function skip(e: { preventDefault: () => void }) {
  e.preventDefault()
  document.getElementById('main')?.focus()
}
