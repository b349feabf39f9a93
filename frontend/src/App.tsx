import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { type Bridge, BridgeContext, type desktop } from './bridge'
import { Frame } from './frame/Frame'
import { Leaving } from './frame/Leaving'
import { Menus } from './frame/Menus'
import { SavedProvider } from './frame/saved'
import { FirstRun } from './session/FirstRun'
import { SignIn } from './session/SignIn'
import { FaultNotice, Toasts } from './ui'

interface Props {
  bridge: Bridge
  ready: () => void
}

const newClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 5_000, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  })

// App shows the door or, once a person is signed in, the frame with its screens.
// Nothing that was fetched outlives a session.
export function App({ bridge, ready }: Props) {
  const [session, setSession] = useState<desktop.SessionView | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [client, setClient] = useState(newClient)

  const enter = useCallback((next: desktop.SessionView) => {
    setClient(newClient())
    setSession(next)
  }, [])

  const ask = useCallback(() => {
    bridge.session.state().then((next) => {
      setFault(null)
      enter(next)
    }, setFault)
  }, [bridge, enter])

  useEffect(ask, [ask])
  useEffect(() => {
    window.addEventListener('session-ended', ask)
    return () => window.removeEventListener('session-ended', ask)
  }, [ask])

  useEffect(() => {
    if (session) ready()
  }, [session, ready])

  if (!fault && !session) return null
  return (
    <BridgeContext value={bridge}>
      <QueryClientProvider client={client}>
        <Toasts>
          <SavedProvider key={session?.state}>
            <Leaving>
              <Menus session={fault ? null : session} />
              {fault ? <CannotOpen fault={fault} onAgain={ask} /> : session && <Face session={session} onEnter={enter} />}
            </Leaving>
          </SavedProvider>
        </Toasts>
      </QueryClientProvider>
    </BridgeContext>
  )
}

function Face({ session, onEnter }: { session: desktop.SessionView; onEnter: (next: desktop.SessionView) => void }) {
  switch (session.state) {
    case 'first-run':
      return <FirstRun session={session} onEnter={onEnter} />
    case 'signed-in':
      return <Frame session={session} onLeave={onEnter} />
    default:
      return <SignIn session={session} onEnter={onEnter} />
  }
}

function CannotOpen({ fault, onAgain }: { fault: unknown; onAgain: () => void }) {
  return (
    <main className="stack cannot">
      <h1>Civic Desk cannot open</h1>
      <FaultNotice fault={fault} />
      <div className="row">
        <button type="button" className="usa-button" onClick={onAgain}>
          Try again
        </button>
      </div>
    </main>
  )
}
