import * as HiringJS from '../../wailsjs/go/desktop/Hiring'
import * as InquiriesJS from '../../wailsjs/go/desktop/Inquiries'
import * as SessionJS from '../../wailsjs/go/desktop/Session'
import * as SyncJS from '../../wailsjs/go/desktop/Sync'
import { type Bridge, service } from './bridge'

// wailsBridge is the bridge over the bindings that Wails generates.
export function wailsBridge(ended: () => void): Bridge {
  return {
    session: service(SessionJS, ended),
    hiring: service(HiringJS, ended),
    inquiries: service(InquiriesJS, ended),
    sync: service(SyncJS, ended),
  }
}
