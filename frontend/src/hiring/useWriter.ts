import { useEffect, useState, useSyncExternalStore } from 'react'
import { type desktop, useBridge } from '../bridge'
import { useSetSaved } from '../frame/saved'
import { Writer } from './writer'

// useWriter keeps a draft announcement while its screen is open, and draws anew
// when anything of it changes. onMade hears the identity that the first save gave
// it.
export function useWriter(initial: desktop.VacancyDraft, onMade: (id: string) => void): Writer {
  const bridge = useBridge()
  const setSaved = useSetSaved()
  const [writer] = useState(() => new Writer(initial, { save: (form, before) => bridge.hiring.saveVacancy(form, before), setSaved }))
  useEffect(() => writer.onMade(onMade))
  useEffect(() => () => writer.end(), [writer])
  useSyncExternalStore(writer.subscribe, () => writer.version)
  return writer
}
