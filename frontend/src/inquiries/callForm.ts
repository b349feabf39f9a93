import type { desktop } from '../bridge'
import { today } from '../ui'

// blankCall is an inquiry before anything is asked.
export function blankCall(now = new Date()): desktop.CallForm {
  return {
    id: '',
    channel: 'phone',
    startedAt: now.toISOString(),
    receivedOn: today(now),
    firstName: '',
    lastName: '',
    oneName: false,
    homeZip: '',
    contact: 'phone',
    phone: '',
    email: '',
    company: '',
    street: '',
    city: '',
    workZip: '',
    workZipUnknown: false,
    state: '',
    county: '',
    category: '',
    description: '',
    refused: '',
  }
}

export const callLabels: Record<string, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  homeZip: 'Home ZIP',
  contact: 'Preferred contact',
  phone: 'Phone',
  email: 'E-mail',
  company: 'Company',
  workZip: 'Workplace ZIP',
  state: 'State',
  county: 'County',
  category: 'Category',
  description: 'What it is about',
  receivedOn: 'Date received',
}

// clockWords is a duration as a call's timer shows it: 4:07.
export function clockWords(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}
