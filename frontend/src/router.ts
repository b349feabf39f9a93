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
