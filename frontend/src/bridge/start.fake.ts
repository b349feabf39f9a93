import { fakeBridge } from './fake'

export const startBridge = () => fakeBridge()

export function ready(): void {
  document.documentElement.dataset.ready = 'yes'
}

export const quit = (): void => {}
export const onClosing = (_act: () => void): void => {}
