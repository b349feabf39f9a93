import { defineTransport } from './transport'

export { wailsBridge as startBridge } from './wails'

defineTransport(window)

export function ready(): void {
  document.documentElement.dataset.ready = 'yes'
}

// What a browser has no window for, tests send by themselves.
const source = new EventSource('/news')

export function onWindow(what: string, act: (detail?: string) => void): void {
  source.addEventListener(what, () => act())
}
