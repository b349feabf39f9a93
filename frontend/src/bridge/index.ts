export type { Bridge, desktop } from './bridge'
export { BridgeContext, useBridge } from './context'
export { asFault, Fault, type FieldFault } from './fault'
