import * as AdminJS from '../../wailsjs/go/desktop/Admin'
import * as ArticlesJS from '../../wailsjs/go/desktop/Articles'
import * as DocumentsJS from '../../wailsjs/go/desktop/Documents'
import * as FindJS from '../../wailsjs/go/desktop/Find'
import * as HiringJS from '../../wailsjs/go/desktop/Hiring'
import * as InquiriesJS from '../../wailsjs/go/desktop/Inquiries'
import * as SessionJS from '../../wailsjs/go/desktop/Session'
import * as SyncJS from '../../wailsjs/go/desktop/Sync'
import * as WindowJS from '../../wailsjs/go/desktop/Window'
import { type Bridge, service } from './bridge'

// wailsBridge is the bridge over the bindings that Wails generates.
export function wailsBridge(ended: () => void): Bridge {
  return {
    session: service(SessionJS, ended),
    hiring: service(HiringJS, ended),
    inquiries: service(InquiriesJS, ended),
    articles: service(ArticlesJS, ended),
    documents: service(DocumentsJS, ended),
    find: service(FindJS, ended),
    admin: service(AdminJS, ended),
    sync: service(SyncJS, ended),
    window: service(WindowJS, ended),
  }
}
