import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { type Bridge, BridgeContext, type desktop } from './bridge'
import { Frame } from './frame/Frame'
import { Closing } from './frame/Closing'
import { SavedProvider } from './frame/saved'
import { Enrol } from './session/Enrol'
import { SignIn } from './session/SignIn'
import { FaultNotice, Toasts } from './ui'

interface Props {
  bridge: Bridge
  ready: () => void
  quit: () => void
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
export function App({ bridge, ready, quit }: Props) {
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

  if (fault) {
    return (
      <main className="stack" style={{ padding: '3rem', maxWidth: '52rem' }}>
        <h1>Civic Desk cannot open</h1>
        <FaultNotice fault={fault} />
        <div className="row">
          <button type="button" className="usa-button" onClick={ask}>
            Try again
          </button>
        </div>
      </main>
    )
  }
  if (!session) return null
  return (
    <BridgeContext value={bridge}>
      <QueryClientProvider client={client}>
        <Toasts>
          <SavedProvider>
            <Closing quit={quit} />
            {session.state === 'first-run' && <Enrol session={session} onEnter={enter} />}
            {session.state === 'signed-out' && <SignIn session={session} onEnter={enter} />}
            {session.state === 'signed-in' && <Frame session={session} onLeave={enter} />}
          </SavedProvider>
        </Toasts>
      </QueryClientProvider>
    </BridgeContext>
  )
}
