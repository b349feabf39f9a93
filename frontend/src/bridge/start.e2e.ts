import { defineTransport } from './transport'

export { wailsBridge as startBridge } from './wails'

defineTransport(window)

export function ready(): void {
  document.documentElement.dataset.ready = 'yes'
}

export const quit = (): void => {}
export const onClosing = (_act: () => void): void => {}
