'use client'
import type { ComponentProps } from 'react'
import { useFormStatus } from 'react-dom'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { useForm } from './form-context'

/** Sends the form around it and shows that it is under way. `name` and `value` travel with the form, as on any button. */
export function SubmitButton({ children, look = 'primary', ...rest }: Omit<ComponentProps<typeof Button>, 'type' | 'isBusy' | 'asChild'>) {
  const inForm = useForm().isPending
  const { pending } = useFormStatus()
  const isBusy = inForm || pending
  return (
    <Button type="submit" look={look} isBusy={isBusy} {...rest}>
      {isBusy ? <Spinner /> : null}
      {children}
    </Button>
  )
}
