import { createContext, useContext } from 'react'
import type { Bridge } from './bridge'

export const BridgeContext = createContext<Bridge | null>(null)

// useBridge is how every screen reaches the program behind the page.
export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext)
  if (!bridge) throw new Error('useBridge needs a BridgeContext above it')
  return bridge
}
