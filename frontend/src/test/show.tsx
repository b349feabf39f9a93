import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { type Bridge, BridgeContext } from '../bridge'
import { BottomLine } from '../frame/BottomLine'
import { SavedProvider } from '../frame/saved'
import { Toasts } from '../ui'

// show renders a screen with the providers that the frame gives it, and the
// bottom line beneath.
export function show(screen: ReactNode, bridge: Bridge) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const user = userEvent.setup({ delay: null })
  render(
    <BridgeContext value={bridge}>
      <QueryClientProvider client={client}>
        <Toasts>
          <SavedProvider>
            {screen}
            <BottomLine onHelp={() => {}} />
          </SavedProvider>
        </Toasts>
      </QueryClientProvider>
    </BridgeContext>,
  )
  return user
}
