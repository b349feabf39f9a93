import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBridge } from '../bridge'
import { to } from '../router'
import { FaultNotice, Loading } from '../ui'
import { Builder } from './Builder'
import { builderKeys } from './keys'

interface Props {
  id: string // 'new' for a draft that is not stored yet
  section: string
}

// BuilderScreen writes an announcement: a new one, or a draft. The address of a
// new one becomes its draft's at the first save, without the form being opened
// anew.
export function BuilderScreen({ id, section }: Props) {
  const [madeHere, setMadeHere] = useState<Record<string, string>>({})
  const key = madeHere[id] ?? id
  return (
    <BuilderLoader
      key={key}
      id={key === 'new' ? '' : id}
      section={section}
      onMade={(made) => {
        setMadeHere((all) => ({ ...all, [made]: key }))
        window.history.replaceState(null, '', to('hiring', made, 'write', section))
      }}
    />
  )
}

interface LoaderProps {
  id: string
  section: string
  onMade: (id: string) => void
}

function BuilderLoader({ id, section, onMade }: LoaderProps) {
  const bridge = useBridge()
  const [first] = useState(id)
  const draft = useQuery({
    queryKey: builderKeys.draft(first),
    queryFn: () => (first ? bridge.hiring.vacancyDraft(first) : bridge.hiring.newVacancy('')),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const options = useQuery({ queryKey: builderKeys.options, queryFn: () => bridge.hiring.vacancyOptions(), staleTime: Number.POSITIVE_INFINITY })
  const error = draft.error ?? options.error
  if (error) return <FaultNotice fault={error} />
  if (!draft.data || !options.data) return <Loading what="the announcement" />
  return <Builder initial={draft.data} options={options.data} section={section} onMade={onMade} />
}
