import { useEffect, useState } from 'react'

// useStill is a value once it has stood still for a moment, so that nothing is
// asked with every key.
export function useStill<T>(value: T, pause = 350): T {
  const [still, setStill] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(setStill, pause, value)
    return () => window.clearTimeout(timer)
  }, [value, pause])
  return still
}
