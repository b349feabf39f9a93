export type { Bridge, desktop } from './bridge'
export { fromBase64 } from './bytes'
export { BridgeContext, useBridge } from './context'
export { asFault, Fault, type FieldFault } from './fault'
