import { useEffect } from 'react'
import { useKey } from '../ui'
import { useSettled } from './saved'

// Closing lets the window go only when what is in hand is saved.
export function Closing({ quit }: { quit: () => void }) {
  const settled = useSettled()
  useKey('Ctrl+Q', quit)
  useEffect(() => {
    const closing = () => void settled().then(quit)
    window.addEventListener('closing', closing)
    return () => window.removeEventListener('closing', closing)
  }, [settled, quit])
  return null
}
