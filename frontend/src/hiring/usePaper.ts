import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { type desktop, useBridge } from '../bridge'
import { useOnSettle, useSetSaved } from '../frame/saved'
import { Draft } from './draft'

// usePaper keeps a paper application while its screen is open. onMade hears the
// identity that the first save gave it.
export function usePaper(initial: desktop.PaperForm, onMade: (id: string) => void): Draft {
  const bridge = useBridge()
  const setSaved = useSetSaved()
  const [draft] = useState(
    () =>
      new Draft(initial, {
        savePaper: (form) => bridge.hiring.savePaper(form),
        submitPaper: (form) => bridge.hiring.submitPaper(form),
        setSaved,
      }),
  )
  useEffect(() => draft.onMade(onMade))
  useOnSettle(() => draft.save())
  useEffect(() => () => draft.end(), [draft])
  return draft
}

// useDraft draws anew when one of the selected values changes. Forms are large:
// each part selects what it shows.
export function useDraft<T extends readonly unknown[]>(draft: Draft, select: (draft: Draft) => T): T {
  const last = useRef<T | null>(null)
  return useSyncExternalStore(draft.subscribe, () => {
    const next = select(draft)
    const same = last.current !== null && next.length === last.current.length && next.every((v, i) => Object.is(v, last.current![i]))
    if (!same) last.current = next
    return last.current!
  })
}

type Key = keyof desktop.PaperForm

// useFields draws anew when one of the named fields, or what is said at it, changes.
export function useFields(draft: Draft, ...keys: Key[]): desktop.PaperForm {
  useDraft(draft, (d) => [...keys.map((k) => d.form[k]), d.errorsOf(...keys)])
  return draft.form
}
