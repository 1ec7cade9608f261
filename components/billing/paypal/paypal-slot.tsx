'use client'
import { useEffect, useState, useSyncExternalStore, type ComponentType, type ReactNode } from 'react'
import { pathWithoutLocale } from '@/lib/i18n/path'
import { isPayingPage } from '@/lib/routes'
import type { PayPalButtonsProps } from './paypal-buttons'

/** What PayPal's script is loaded with; public. */
export type PayPalFacts = { clientId: string; scriptUrl?: string; mode: 'test' | 'live'; currency: string }

/** The order that PayPal's window shows, and the page of ours (lib/routes) that tells what became of it. */
export type PayPalOrder = { orderId: string | null; href: string }

const longestWaitMs = 4_000

/** Whether this document came with the policy that lets PayPal's frames in. One that a soft navigation led here from elsewhere did not. */
function hasPolicy(): boolean {
  const [loaded] = performance.getEntriesByType('navigation')
  return loaded !== undefined && URL.canParse(loaded.name) && isPayingPage(pathWithoutLocale(new URL(loaded.name).pathname))
}

const never = (): (() => void) => () => undefined

type Props = { facts: PayPalFacts; begin: PayPalButtonsProps['begin']; waiting: ReactNode; fallback: ReactNode }

/**
 * PayPal's own button where its script shows one within four seconds, else `fallback`, which leads to PayPal's page with the same order.
 * All three are of one height, so nothing moves; what was given up on does not come back.
 */
export function PayPalSlot({ facts, begin, waiting, fallback }: Props) {
  const canShow = useSyncExternalStore(never, hasPolicy, () => false)
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const [Buttons, setButtons] = useState<ComponentType<PayPalButtonsProps>>()
  useEffect(() => {
    if (!canShow || state !== 'loading') return
    const giveUp = (): void => setState('failed')
    const timer = setTimeout(giveUp, longestWaitMs)
    import('./paypal-buttons').then((module) => setButtons(() => module.PayPalButtons), giveUp)
    return () => clearTimeout(timer)
  }, [canShow, state])
  if (!canShow || state === 'failed') return fallback
  return (
    <div className="relative h-11 overflow-hidden rounded-control" data-paypal={state}>
      {state === 'loading' ? <div className="absolute inset-0 z-10 grid bg-surface">{waiting}</div> : null}
      {Buttons ? <Buttons facts={facts} begin={begin} onReady={() => setState((now) => (now === 'loading' ? 'ready' : now))} onFailed={() => setState('failed')} /> : null}
    </div>
  )
}
