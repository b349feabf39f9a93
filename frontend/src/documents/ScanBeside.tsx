import type { ReactNode } from 'react'
import { Beside } from '../scan/Beside'
import { ScanSide } from './ScanSide'

interface Props {
  kind: 'application' | 'inquiry'
  owner: string // empty while the record is not saved yet
  heading: string
  above?: ReactNode // stays in sight above the form
  children: ReactNode // the form
}

// ScanBeside shows the files of a record at the left of a form that is keyed from
// them.
export function ScanBeside({ kind, owner, heading, above, children }: Props) {
  return (
    <Beside above={above} left={<ScanSide {...{ kind, owner, heading }} />}>
      {children}
    </Beside>
  )
}
