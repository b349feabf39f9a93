import { useState } from 'react'
import type { desktop } from '../bridge'
import { Notice, RadioKeys } from '../ui'

const groupWords: Record<string, string> = {
  rights: 'Rights at work',
  process: 'The process',
  compliance: 'Contractor’s duties',
  referral: 'Another agency',
  other: 'Something else',
}

interface Props {
  categories: desktop.CategoryView[]
  value: string // the category
  error?: string
  onChange: (category: string) => void
}

// Screening leads to the category by number keys, the group first, and says when
// the matter is another agency's.
export function Screening({ categories, value, error, onChange }: Props) {
  const [group, setGroup] = useState('')
  const groups = [...new Set(categories.map((c) => c.group))]
  const chosen = categories.find((c) => c.code === value)
  const current = chosen?.group ?? group
  const pick = (next: string) => {
    setGroup(next)
    const only = categories.filter((c) => c.group === next)
    if (only.length === 1 && only[0]) onChange(only[0].code)
    else if (chosen && chosen.group !== next) onChange('')
  }
  return (
    <div className="stack screening">
      <RadioKeys
        label="Screening: what is it about?"
        name="group"
        inline
        options={groups.map((g) => ({ code: g, label: groupWords[g] ?? g }))}
        value={current ? [current] : []}
        onChange={([next = '']) => pick(next)}
        error={current ? undefined : error}
      />
      {current && (
        <RadioKeys
          label="Category"
          name="category"
          inline
          options={categories.filter((c) => c.group === current)}
          value={value ? [value] : []}
          onChange={([next = '']) => onChange(next)}
          error={error}
        />
      )}
      {chosen?.refer && (
        <Notice level="warn">
          <p>{chosen.refer}. The inquiry can be logged all the same.</p>
        </Notice>
      )}
    </div>
  )
}
