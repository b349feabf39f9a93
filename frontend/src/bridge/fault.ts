// Faults arrive from Go as text in JSON: a kind for the program, words for the
// person, the fields at fault and the rule that refused.

export interface FieldFault {
  name: string
  words: string
}

export class Fault extends Error {
  constructor(
    readonly kind: string,
    readonly words: string,
    readonly fields: FieldFault[] = [],
    readonly rule = '',
  ) {
    super(words)
    this.name = 'Fault'
  }
}

const general = 'Something went wrong in Civic Desk. Nothing you entered was lost; try again, and tell your administrator if it happens twice.'

// asFault turns whatever was thrown into a Fault that can be shown.
export function asFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  try {
    const raw = JSON.parse(text) as Partial<Fault>
    if (typeof raw.kind === 'string' && typeof raw.words === 'string') {
      return new Fault(raw.kind, raw.words || general, raw.fields ?? [], raw.rule ?? '')
    }
  } catch {
    // not one of ours: fall through to the general sentence
  }
  return new Fault('internal', general)
}
