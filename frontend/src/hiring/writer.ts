import type { desktop } from '../bridge'
import type { Saved } from '../frame/saved'
import { Autosave } from './autosave'

export type FormKey = keyof desktop.VacancyForm

// Outside is what a writer needs of the screen around it.
export interface Outside {
  save: (form: desktop.VacancyForm, before: desktop.VacancyForm) => Promise<desktop.VacancyDraft>
  setSaved: (saved: Saved) => void
}

// Writer is a draft announcement while it is written. It sends what is written
// beside what was stored before, so that a colleague's work on other fields stays,
// and takes over what the program made of each field.
export class Writer {
  form: desktop.VacancyForm
  draft: desktop.VacancyDraft
  version = 0 // grows with every change, for who listens
  #before: desktop.VacancyForm // as it was last stored
  #inHand: string | null = null
  readonly #autosave: Autosave
  readonly #heard = new Set<() => void>()
  #made: (id: string) => void = () => {}

  constructor(
    initial: desktop.VacancyDraft,
    private readonly outside: Outside,
  ) {
    this.draft = initial
    this.form = initial.form
    this.#before = initial.form
    this.#autosave = new Autosave(() => this.#store(), outside.setSaved)
  }

  readonly subscribe = (heard: () => void): (() => void) => {
    this.#heard.add(heard)
    return () => this.#heard.delete(heard)
  }

  // onMade has made hear the identity that the first save gives.
  onMade(made: (id: string) => void): void {
    this.#made = made
  }

  change(patch: Partial<desktop.VacancyForm>): void {
    this.form = { ...this.form, ...patch }
    this.#autosave.touch()
    this.#tell()
  }

  // hold remembers which field is in hand: what the program makes of it waits.
  hold(field: string | null): void {
    this.#inHand = field
  }

  // save writes what has changed and says whether all of it is stored.
  async save(): Promise<boolean> {
    await this.#autosave.save()
    return !this.#autosave.dirty
  }

  end(): void {
    this.#autosave.end()
  }

  // take shows what another act on the draft answered.
  take(draft: desktop.VacancyDraft): void {
    this.#adopt(draft, this.form)
    this.#tell()
  }

  // settle ends a clash: with mine, what is written here is stored over theirs;
  // without, theirs is taken over.
  settle(field: FormKey, mine: boolean): void {
    this.draft = { ...this.draft, clashes: this.draft.clashes.filter((c) => c.field !== field) }
    // How a vacancy is rated is one field to the store and two on the screen.
    for (const key of field === 'categories' ? (['categories', 'scientificProfessional'] as const) : [field]) {
      this.#before = { ...this.#before, [key]: this.draft.form[key] }
      if (!mine) this.form = { ...this.form, [key]: this.draft.form[key] }
    }
    if (mine) this.#autosave.touch()
    this.#tell()
    void this.save()
  }

  problemAt(field: string): string | undefined {
    return this.draft.problems.find((p) => p.field === field)?.words
  }

  async #store(): Promise<string> {
    const sent = this.form
    const first = sent.id === ''
    const draft = await this.outside.save(sent, this.#before)
    this.#adopt(draft, sent)
    this.#tell()
    if (first) this.#made(draft.form.id)
    return draft.savedAt
  }

  // adopt takes over each stored field that is not being written just now, has no
  // problem and is not disputed.
  #adopt(draft: desktop.VacancyDraft, sent: desktop.VacancyForm): void {
    const open = new Set([...draft.problems.map((p) => p.field), ...draft.clashes.map((c) => c.field)])
    const disputed = new Set(draft.clashes.map((c) => c.field))
    const form: Record<string, unknown> = { ...this.form }
    const before: Record<string, unknown> = { ...draft.form }
    for (const key of Object.keys(draft.form) as FormKey[]) {
      if (disputed.has(key)) before[key] = this.#before[key]
      if (!open.has(key) && key !== this.#inHand && this.form[key] === sent[key]) form[key] = draft.form[key]
    }
    form.id = draft.form.id
    this.form = form as unknown as desktop.VacancyForm
    this.#before = before as unknown as desktop.VacancyForm
    this.draft = draft
  }

  #tell(): void {
    this.version++
    for (const heard of this.#heard) heard()
  }
}
