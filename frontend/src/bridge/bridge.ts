import type * as AdminJS from '../../wailsjs/go/desktop/Admin'
import type * as ArticlesJS from '../../wailsjs/go/desktop/Articles'
import type * as DocumentsJS from '../../wailsjs/go/desktop/Documents'
import type * as FindJS from '../../wailsjs/go/desktop/Find'
import type * as HiringJS from '../../wailsjs/go/desktop/Hiring'
import type * as InquiriesJS from '../../wailsjs/go/desktop/Inquiries'
import type * as SessionJS from '../../wailsjs/go/desktop/Session'
import type * as SyncJS from '../../wailsjs/go/desktop/Sync'
import type * as WindowJS from '../../wailsjs/go/desktop/Window'
import { asFault } from './fault'

export type { desktop } from '../../wailsjs/go/models'

type Service<T> = { [K in keyof T & string as Uncapitalize<K>]: T[K] }

// Bridge is everything that the page can ask of the program behind it.
export interface Bridge {
  session: Service<typeof SessionJS>
  hiring: Service<typeof HiringJS>
  inquiries: Service<typeof InquiriesJS>
  articles: Service<typeof ArticlesJS>
  documents: Service<typeof DocumentsJS>
  find: Service<typeof FindJS>
  admin: Service<typeof AdminJS>
  sync: Service<typeof SyncJS>
  window: Service<typeof WindowJS>
}

type Call = (...args: never[]) => Promise<unknown>

// service gives a generated module small first letters and turns every failure
// into a Fault. ended is called when the program says that the session is over.
export function service<T extends object>(module: T, ended: () => void): Service<T> {
  const out: Record<string, Call> = {}
  for (const [name, call] of Object.entries(module) as [string, Call][]) {
    out[name.charAt(0).toLowerCase() + name.slice(1)] = async (...args) => {
      try {
        return await call(...args)
      } catch (thrown) {
        const fault = asFault(thrown)
        if (fault.kind === 'expired') ended()
        throw fault
      }
    }
  }
  return out as Service<T>
}
