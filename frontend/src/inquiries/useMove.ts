import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { desktop } from '../bridge'
import { inquiryKeys } from './keys'

// useMove runs one step of an inquiry's work; the screen shows the inquiry that
// comes back, and the lists are fetched anew.
export function useMove(id: string, step: () => Promise<desktop.InquiryView>, done?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: step,
    onSuccess: (next) => {
      client.setQueryData(inquiryKeys.one(id), next)
      void client.invalidateQueries({ queryKey: inquiryKeys.queue })
      done?.()
    },
  })
}
