import { asFault } from '../bridge'
import type { Saved } from '../frame/saved'

// How long a person may type without leaving a field before it is saved anyway.
const pause = 2_000

// Autosave saves a form as it is filled in: one save at a time, the newest values
// last, at the latest after a pause in typing. A failure is told in the bottom
// line and tried again at the next field.
export class Autosave {
  #dirty = false
  #running: Promise<void> | null = null
  #timer = 0

  // store saves what the form holds now and says when that was.
  constructor(
    private readonly store: () => Promise<string>,
    private readonly setSaved: (saved: Saved) => void,
  ) {}

  // touch says that something was typed that is not saved yet.
  touch(): void {
    this.#dirty = true
    this.setSaved({ state: 'typing' })
    window.clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => void this.save(), pause)
  }

  // dirty says whether anything is not saved yet.
  get dirty(): boolean {
    return this.#dirty
  }

  // save writes what has changed; dirty says afterwards whether that failed.
  async save(): Promise<void> {
    if (this.#running) await this.#running.catch(() => {})
    if (!this.#dirty) return
    this.#running = this.#once()
    try {
      await this.#running
    } catch {
      // The bottom line says so; the values stay in the form.
    } finally {
      this.#running = null
    }
  }

  // end saves what is in hand and stops: whoever leaves the screen leaves nothing
  // behind.
  end(): void {
    window.clearTimeout(this.#timer)
    void this.save()
    this.setSaved({ state: 'none' })
  }

  async #once(): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false
      this.setSaved({ state: 'saving' })
      try {
        // oxlint-disable-next-line no-await-in-loop -- one save at a time
        const at = await this.store()
        if (!this.#dirty) this.setSaved({ state: 'saved', at })
      } catch (thrown) {
        this.#dirty = true
        this.setSaved({ state: 'failed', words: asFault(thrown).words })
        throw thrown
      }
    }
  }
}
