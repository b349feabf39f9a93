import { EventsOn, LogInfo } from '../../wailsjs/runtime/runtime'

export { wailsBridge as startBridge } from './wails'

// ready tells the log that the page answers: a test that drives the window by
// keyboard waits for it.
export function ready(): void {
  LogInfo('ui-ready')
}

// onWindow hears what the window around the page says: "news" of the server have
// come in, the session has "ended", the window is "closing", the computer goes to
// sleep so that the page should "settle", or a line of the "menu" was chosen.
export function onWindow(what: 'news' | 'ended' | 'closing' | 'settle' | 'menu', act: (detail?: string) => void): void {
  EventsOn(what, act)
}
