'use client'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { PayPalSlot, type PayPalFacts, type PayPalOrder } from './paypal-slot'

type Props = { facts: PayPalFacts; order: PayPalOrder; redirectUrl: string; children: ReactNode }

/** Goes on with an order that waits: in PayPal's window, or on its page. */
export function ContinueAtPayPal({ facts, order, redirectUrl, children }: Props) {
  return (
    <div className="grid w-full sm:w-64">
      <PayPalSlot
        facts={facts} begin={() => Promise.resolve(order)}
        fallback={<Button asChild look="primary" size="lg"><a href={redirectUrl}>{children}</a></Button>}
        waiting={<Button look="primary" size="lg" isBusy><Spinner />{children}</Button>}
      />
    </div>
  )
}
