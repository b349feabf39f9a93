import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBridge } from '../bridge'
import { to } from '../router'
import { FaultNotice, Loading } from '../ui'
import { paperKeys, vacancyKeys } from './keys'
import { blankPaper, roomy } from './paperForm'
import { PaperEditor } from './PaperEditor'

interface Props {
  id?: string
  vacancy?: string
  serial?: string // tells one new form from the next
}

// PaperScreen keys a paper application: a new one for a vacancy, or a draft. The
// address of a new form becomes its draft's at the first save, without the
// form being opened anew.
export function PaperScreen({ id, vacancy, serial }: Props) {
  const [madeHere, setMadeHere] = useState<Record<string, string>>({})
  const key = id ? (madeHere[id] ?? id) : `new-${vacancy}-${serial}`
  return (
    <PaperLoader
      key={key}
      id={id && !madeHere[id] ? id : ''}
      vacancy={vacancy ?? ''}
      onMade={(made) => {
        setMadeHere((all) => ({ ...all, [made]: key }))
        window.history.replaceState(null, '', to('paper', made))
      }}
    />
  )
}

interface LoaderProps {
  id: string
  vacancy: string
  onMade: (id: string) => void
}

function PaperLoader({ id, vacancy: asked, onMade }: LoaderProps) {
  const bridge = useBridge()
  const [first] = useState({ id, vacancy: asked })
  const draft = useQuery({
    queryKey: paperKeys.one(first.id),
    queryFn: () => bridge.hiring.paper(first.id),
    enabled: first.id !== '',
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const vacancyId = first.vacancy || draft.data?.vacancy || ''
  const vacancy = useQuery({
    queryKey: vacancyKeys.one(vacancyId),
    queryFn: () => bridge.hiring.vacancy(vacancyId),
    enabled: vacancyId !== '',
    staleTime: 60_000,
  })
  const options = useQuery({ queryKey: paperKeys.options, queryFn: () => bridge.hiring.paperOptions(), staleTime: Number.POSITIVE_INFINITY })

  const error = draft.error ?? vacancy.error ?? options.error
  if (error) return <FaultNotice fault={error} />
  if (!vacancy.data || !options.data || (first.id && !draft.data)) return <Loading what="the form" />
  return (
    <PaperEditor vacancy={vacancy.data} options={options.data} initial={draft.data ? roomy(draft.data) : blankPaper(vacancy.data)} onMade={onMade} />
  )
}
