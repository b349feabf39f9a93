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

// fromFile stands for an announcement that comes from a file of USAJOBS.
const fromFile = 'usajobs'

// NewVacancy begins a draft: blank, as a copy of another vacancy, or from a file of
// USAJOBS.
export function NewVacancy({ vacancies, from = '', onClose }: Props) {
  const bridge = useBridge()
  const client = useQueryClient()
  const say = useToast()
  const [copied, setCopied] = useState(from)
  const [fault, setFault] = useState<Fault | null>(null)
  const begin = async () => {
    if (!copied) return go(to('hiring', 'new', 'write', 'position'))
    setFault(null)
    try {
      const made = copied === fromFile ? await bridge.hiring.importVacancies() : await bridge.hiring.copyVacancy(copied)
      if (!made.words) return // no file was chosen
      void client.invalidateQueries({ queryKey: vacancyKeys.all })
      say(made.words)
      if (!made.id) return onClose()
      go(to('hiring', made.id, 'write', copied === fromFile ? 'position' : 'dates'))
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
        options={[
          { code: fromFile, label: 'An announcement from a USAJOBS file…' },
          ...vacancies.map((v) => ({ code: v.id, label: `Copy of ${[v.number, v.title].filter(Boolean).join(' · ')}` })),
        ]}
        hint={
          copied === fromFile
            ? 'A file as the USAJOBS Search API gives it; each announcement in it becomes a draft'
            : 'A copy takes the texts, the questions and how it is rated; its number and dates are new'
        }
      />
      <div className="row">
        <button type="button" className="usa-button" onClick={begin}>
          Begin the draft
        </button>
      </div>
    </Dialog>
  )
}
