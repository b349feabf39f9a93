import { EventsOn, LogInfo, Quit } from '../../wailsjs/runtime/runtime'

export { wailsBridge as startBridge } from './wails'

// ready tells the log that the page answers: a test that drives the window by
// keyboard waits for it.
export function ready(): void {
  LogInfo('ui-ready')
}

// quit asks the window to close; the window then asks the page to save what is in
// hand, see onClosing.
export const quit = (): void => Quit()

// onClosing hears that the window is about to close.
export function onClosing(act: () => void): void {
  EventsOn('closing', act)
}
