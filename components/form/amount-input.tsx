import type { ComponentProps } from 'react'
import { Input } from '@/components/ui/input'

/** An amount as people write it. Goes into a Field; the form carries its currency. */
export function AmountInput(props: Omit<ComponentProps<typeof Input>, 'type' | 'inputMode'>) {
  return <Input {...props} type="text" dir="ltr" inputMode="decimal" autoComplete="off" />
}
