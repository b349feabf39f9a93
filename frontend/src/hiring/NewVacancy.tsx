import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asFault, type desktop, type Fault, useBridge } from '../bridge'
import { go, to } from '../router'
import { Dialog, FaultNotice, SelectField, useToast } from '../ui'
import { vacancyKeys } from './keys'

interface Props {
  vacancies: desktop.VacancyRow[]
  from?: string // the vacancy to copy, chosen already
  onClose: () => void
}

// NewVacancy begins a draft: blank, or as a copy of another vacancy.
export function NewVacancy({ vacancies, from = '', onClose }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const say = useToast()
  const [copied, setCopied] = useState(from)
  const [fault, setFault] = useState<Fault | null>(null)
  const begin = async () => {
    if (!copied) return go(to('hiring', 'new', 'write', 'position'))
    try {
      const made = await bridge.hiring.copyVacancy(copied)
      void client.invalidateQueries({ queryKey: vacancyKeys.all })
      say(made.words)
      go(to('hiring', made.id, 'write', 'dates'))
    } catch (thrown) {
      setFault(asFault(thrown))
    }
  }
  return (
    <Dialog heading="New vacancy" onClose={onClose}>
      {fault && <FaultNotice fault={fault} />}
      <SelectField
        label="Begin with"
        name="from"
        value={copied}
        onChange={setCopied}
        none="A blank announcement"
        options={vacancies.map((v) => ({ code: v.id, label: `Copy of ${[v.number, v.title].filter(Boolean).join(' · ')}` }))}
        hint="A copy takes the texts, the questions and how it is rated; its number and dates are new"
      />
      <div className="row">
        <button type="button" className="usa-button" onClick={begin}>
          Begin the draft
        </button>
      </div>
    </Dialog>
  )
}
