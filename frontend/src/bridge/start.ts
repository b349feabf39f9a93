import { LogInfo, Quit } from '../../wailsjs/runtime/runtime'

export { wailsBridge as startBridge } from './wails'

// ready tells the log that the page answers: a test that drives the window by
// keyboard waits for it.
export function ready(): void {
  LogInfo('ui-ready')
}

export const quit = (): void => Quit()
