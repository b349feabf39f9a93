import type { desktop } from '../bridge'

// blankCall is an inquiry before anything is asked.
export function blankCall(now = new Date()): desktop.CallForm {
  return {
    id: '',
    channel: 'phone',
    startedAt: now.toISOString(),
    received: '',
    lastEvent: '',
    firstName: '',
    lastName: '',
    oneName: false,
    homeZip: '',
    preferredContact: 'phone',
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
    answer: '',
    refused: '',
    articles: [],
  }
}

export const callLabels: Record<string, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  homeZip: 'Home ZIP',
  preferredContact: 'Answer by',
  phone: 'Phone',
  email: 'E-mail',
  company: 'Company',
  workZip: 'Workplace ZIP',
  state: 'State',
  county: 'County',
  category: 'Category',
  description: 'What it is about',
  received: 'Date received',
  lastEvent: 'Last event',
  channel: 'Came by',
}

// clockWords is a duration as a call's timer shows it: 4:07.
export function clockWords(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}
