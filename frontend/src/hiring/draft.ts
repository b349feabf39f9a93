import { asFault, type desktop, Fault } from '../bridge'
import type { Saved } from '../frame/saved'
import { Autosave } from './autosave'
import { KeyingClock } from './batch'
import { tidy } from './paperForm'

// Outside is what a draft needs of the screen around it.
export interface Outside {
  savePaper: (form: desktop.PaperForm) => Promise<desktop.PaperSaved>
  submitPaper: (form: desktop.PaperForm) => Promise<desktop.PaperSaved>
  setSaved: (saved: Saved) => void
}

// Draft is a paper application while it is keyed. It is saved at every field: one
// save at a time, the newest values last. Fields listen to it one by one, so that a
// key draws its own field anew and not the whole form.
export class Draft {
  form: desktop.PaperForm
  fault: Fault | null = null // what stopped the last submit
  readonly clock = new KeyingClock()
  #problems: desktop.Problem[] = []
  readonly #visited = new Set<string>()
  readonly #heard = new Set<() => void>()
  readonly #autosave: Autosave
  #made: (id: string) => void = () => {}
  #inHand = ''
  #stored = { ssn: '', last4: '' } // a number that was stored while it was in hand

  constructor(
    initial: desktop.PaperForm,
    private readonly outside: Outside,
  ) {
    this.form = initial
    this.#autosave = new Autosave(() => this.#store(), outside.setSaved)
  }

  // subscribe calls heard whenever anything changes; the answer ends it.
  readonly subscribe = (heard: () => void): (() => void) => {
    this.#heard.add(heard)
    return () => this.#heard.delete(heard)
  }

  // onMade has made hear the identity that the first save gives.
  onMade(made: (id: string) => void): void {
    this.#made = made
  }

  // change takes what was keyed.
  change(patch: Partial<desktop.PaperForm>): void {
    this.form = { ...this.form, ...patch }
    this.clock.keyed()
    this.#autosave.touch()
    this.#tell()
  }

  // enter remembers which field is in hand.
  enter(field: string): void {
    this.#inHand = field
  }

  // visit remembers that a field was left: from then on its problems are told.
  visit(field: string): void {
    this.#inHand = ''
    const { ssn, last4 } = this.#stored
    if (field === 'ssn' && ssn !== '' && this.form.ssn === ssn) this.form = { ...this.form, ssn: '', ssnLast4: last4 }
    else if (this.#visited.has(field)) return
    this.#visited.add(field)
    this.#tell()
  }

  // save writes what has changed; a failure is told in the bottom line and tried
  // again at the next field.
  save(): Promise<void> {
    return this.#autosave.save()
  }

  // submit saves the form and sends it for second keying; null when something keeps
  // it from that, see fault.
  async submit(): Promise<desktop.PaperSaved | null> {
    await this.save()
    if (this.#autosave.dirty) return null
    try {
      const saved = await this.outside.submitPaper(tidy(this.form))
      this.fault = null
      return saved
    } catch (thrown) {
      const f = asFault(thrown)
      this.fault = new Fault(f.kind, f.words, f.fields, f.rule)
      return null
    } finally {
      this.#tell()
    }
  }

  // end saves what is in hand and stops: whoever leaves the screen leaves nothing
  // behind.
  end(): void {
    this.#autosave.end()
  }

  // errorOf is the sentence at a field, or undefined.
  errorOf(field: string): string | undefined {
    const refused = this.fault?.fields.find((f) => f.name === field)
    const problem = this.#problems.find((p) => p.field === field)
    if (refused && problem) return problem.words
    if (refused && this.#problems.length === 0) return refused.words
    return this.#visited.has(field) ? problem?.words : undefined
  }

  // errorsOf joins the sentences at all fields whose names begin so, to compare
  // them.
  errorsOf(...beginnings: string[]): string {
    const names = [...this.#problems.map((p) => p.field), ...(this.fault?.fields.map((f) => f.name) ?? [])]
    return names
      .filter((name) => beginnings.some((b) => name.startsWith(b)))
      .map((name) => `${name}=${this.errorOf(name) ?? ''}`)
      .join('\n')
  }

  // problems is what still needs attention, whether the field was visited or not.
  get problems(): readonly desktop.Problem[] {
    return this.#problems
  }

  async #store(): Promise<string> {
    const sent = this.form
    try {
      const saved = await this.outside.savePaper(tidy(sent))
      this.form = { ...this.form, id: saved.id, number: saved.number }
      // The number is stored now; it goes no further and stays in no form, once
      // nobody is typing it.
      if (this.#inHand === 'ssn') this.#stored = { ssn: sent.ssn, last4: saved.ssnLast4 }
      else this.form = { ...this.form, ssnLast4: saved.ssnLast4, ssn: this.form.ssn === sent.ssn ? '' : this.form.ssn }
      this.#problems = saved.problems
      if (!sent.id) this.#made(saved.id)
      return saved.savedAt
    } finally {
      this.#tell()
    }
  }

  #tell(): void {
    for (const heard of this.#heard) heard()
  }
}
