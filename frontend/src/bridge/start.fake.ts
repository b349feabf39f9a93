import { fakeBridge } from './fake'

export const startBridge = () => fakeBridge()

export function ready(): void {
  document.documentElement.dataset.ready = 'yes'
}

export const onWindow = (_what: string, _act: (detail?: string) => void): void => {}
