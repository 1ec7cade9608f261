'use client'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { FormError, type FormAction } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { idle, type ActionState } from '@/lib/http/action-state'
import { PayPalSlot, type PayPalFacts, type PayPalOrder } from './paypal-slot'

type Props = {
  children: ReactNode
  disabled: boolean
  /** Absent where PayPal has no buttons here. */
  paypal: PayPalFacts | undefined
  /** Does with the form what sending it does, but answers with the order instead of leading to PayPal's page. */
  start: FormAction<PayPalOrder>
}

/** Sends the form around it that chooses a `provider`; PayPal's own button takes its place while PayPal is chosen. */
export function PayButton({ children, disabled, paypal, start }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const chosen = useChosenProvider(place)
  const [answer, setAnswer] = useState<ActionState<PayPalOrder>>(idle)
  const begin = async (): Promise<PayPalOrder> => {
    const state = await start(idle, new FormData(place.current?.closest('form') ?? undefined))
    setAnswer(state)
    if (state.status !== 'ok') throw new Error('refused')
    return state.data
  }
  const submit = <SubmitButton size="lg" disabled={disabled} className="w-full">{children}</SubmitButton>
  return (
    <div ref={place} className="grid gap-3">
      <FormError state={answer} />
      {paypal && chosen === 'paypal' && !disabled ? (
        <PayPalSlot facts={paypal} begin={begin} fallback={submit} waiting={<Button look="primary" size="lg" isBusy><Spinner />{children}</Button>} />
      ) : submit}
    </div>
  )
}

/** The provider that is chosen in the form around `place`. */
function useChosenProvider(place: React.RefObject<HTMLElement | null>): string {
  const [chosen, setChosen] = useState('')
  useEffect(() => {
    const form = place.current?.closest('form')
    const read = (): void => setChosen(form?.querySelector<HTMLInputElement>('[name=provider]:checked')?.value ?? '')
    const frame = requestAnimationFrame(read) // a browser that comes back to the page checks again what was checked
    form?.addEventListener('change', read)
    return () => {
      cancelAnimationFrame(frame)
      form?.removeEventListener('change', read)
    }
  }, [place])
  return chosen
}
