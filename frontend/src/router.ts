import { useSyncExternalStore } from 'react'

// Screens have addresses after the # sign, so that a screen can be copied as a
// link and the web view's own back and forward keys work.

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

const current = () => window.location.hash

// useRoute is the parts of the address: "#/hiring/abc" is ["hiring", "abc"].
export function useRoute(): string[] {
  return parts(useSyncExternalStore(subscribe, current))
}

export function parts(hash: string): string[] {
  return hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent)
}

// to builds an address: to('hiring', id).
export function to(...path: string[]): string {
  return '#/' + path.map(encodeURIComponent).join('/')
}

export function go(address: string): void {
  window.location.hash = address
}

const scheme = 'civicdesk:'

// linkTo is a screen's address as it is passed on to a colleague.
export const linkTo = (hash: string): string => scheme + (hash || '#/today')

// addressIn is the screen that a pasted link names, or "".
export function addressIn(text: string): string {
  const link = text.trim()
  return /^civicdesk:#\/[\w/%.~-]+$/.test(link) ? link.slice(scheme.length) : ''
}
