import { useCallback, useEffect, useRef, useState } from 'react'
import { asFault, type desktop, Fault, useBridge } from '../bridge'
import { useSaved } from '../frame/saved'
import { tidy } from './paperForm'

// How long a person may type without leaving a field before it is saved anyway.
const pause = 2_000

interface Paper {
  form: desktop.PaperForm
  change: (patch: Partial<desktop.PaperForm>) => void
  save: () => Promise<void> // on leaving a field; nothing to do when nothing changed
  submit: () => Promise<desktop.PaperSaved | null>
  fault: Fault | null // what stopped the last submit
  errorOf: (field: string) => string | undefined
  visit: (field: string) => void
}

// usePaper keeps a paper application while it is keyed and saves it at every
// field: one save at a time, the newest values last. onMade hears the identity
// that the first save gave it.
export function usePaper(initial: desktop.PaperForm, onMade: (id: string) => void): Paper {
  const bridge = useBridge()
  const { setSaved } = useSaved()
  const [form, setForm] = useState(initial)
  const [problems, setProblems] = useState<desktop.Problem[]>([])
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set())
  const [fault, setFault] = useState<Fault | null>(null)
  const latest = useRef(initial)
  const dirty = useRef(false)
  const running = useRef<Promise<void> | null>(null)
  const made = useRef(onMade)
  useEffect(() => {
    made.current = onMade
  })

  const change = useCallback(
    (patch: Partial<desktop.PaperForm>) => {
      latest.current = { ...latest.current, ...patch }
      dirty.current = true
      setForm(latest.current)
      setSaved({ state: 'typing' })
    },
    [setSaved],
  )

  const once = useCallback(async () => {
    while (dirty.current) {
      dirty.current = false
      const sent = latest.current
      setSaved({ state: 'saving' })
      try {
        const saved = await bridge.hiring.savePaper(tidy(sent))
        const known = { id: saved.id, number: saved.number, ssnLast4: saved.ssnLast4 }
        // The number is stored now; it goes no further and stays in no form.
        const ssn = latest.current.ssn === sent.ssn ? '' : latest.current.ssn
        latest.current = { ...latest.current, ...known, ssn }
        setForm(latest.current)
        setProblems(saved.problems)
        if (!dirty.current) setSaved({ state: 'saved', at: saved.savedAt })
        if (!sent.id) made.current(saved.id)
      } catch (thrown) {
        dirty.current = true
        setSaved({ state: 'failed', words: asFault(thrown).words })
        throw thrown
      }
    }
  }, [bridge, setSaved])

  const save = useCallback(async () => {
    if (running.current) await running.current.catch(() => {})
    if (!dirty.current) return
    running.current = once()
    try {
      await running.current
    } catch {
      // The bottom line says so; the values stay in the form and are tried again.
    } finally {
      running.current = null
    }
  }, [once])

  useEffect(() => {
    const timer = window.setTimeout(() => void save(), pause)
    return () => window.clearTimeout(timer)
  }, [form, save])

  // Whoever leaves the screen leaves nothing behind.
  useEffect(() => {
    return () => {
      void save()
      setSaved({ state: 'none' })
    }
  }, [save, setSaved])

  const submit = useCallback(async () => {
    await save()
    if (dirty.current) return null
    try {
      const saved = await bridge.hiring.submitPaper(tidy(latest.current))
      setFault(null)
      return saved
    } catch (thrown) {
      const f = asFault(thrown)
      setFault(new Fault(f.kind, f.words, f.fields, f.rule))
      return null
    }
  }, [bridge, save])

  const visit = useCallback((field: string) => setVisited((all) => (all.has(field) ? all : new Set(all).add(field))), [])

  const errorOf = (field: string) => {
    const refused = fault?.fields.find((f) => f.name === field)
    const problem = problems.find((p) => p.field === field)
    if (refused && problem) return problem.words
    if (refused && problems.length === 0) return refused.words
    return visited.has(field) ? problem?.words : undefined
  }

  return { form, change, save, submit, fault, errorOf, visit }
}
