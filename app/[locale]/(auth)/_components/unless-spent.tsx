'use client'
import type { ReactNode } from 'react'
import { useForm } from '@/components/form/form-context'

/** Inside a form that sends a link's token: the button, until the link is refused. The same link would be refused again, so what helps stands there instead. */
export function UnlessSpent({ children, otherwise }: { children: ReactNode; otherwise: ReactNode }) {
  const { state } = useForm()
  return state.status === 'error' && state.code === 'invalid_token' ? otherwise : children
}
