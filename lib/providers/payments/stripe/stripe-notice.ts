import type Stripe from 'stripe'
import { DomainError } from '@/lib/kernel/error'
import type { ProviderNotice } from '../types'

const toleranceSeconds = 300

const aboutOf = (type: string): ProviderNotice['about'] | undefined => {
  if (/^checkout\.session\.(completed|expired|async_payment_succeeded|async_payment_failed)$/.test(type)) return 'payment'
  if (/^payment_intent\.(succeeded|payment_failed|processing|canceled)$/.test(type)) return 'payment'
  if (/^(refund\.|charge\.refund\.)/.test(type)) return 'refund'
  if (/^charge\.dispute\./.test(type)) return 'dispute'
  return /^payment_method\.(detached|updated|automatically_updated)$/.test(type) ? 'method' : undefined
}

/** Every payment through Stripe's page is told twice: by its visit, which is our attempt, and by the intent inside it. */
const isInsideVisit = (object: { metadata?: Stripe.Metadata | null }): boolean => object.metadata?.via === 'checkout'

/**
 * A notice whose signature (any of several, so that secrets can be turned over) and age are right.
 * @throws DomainError not_configured without a secret, invalid_input when it is not Stripe's or not ours
 */
export function verifiedNotice(stripe: Stripe, secret: string | undefined, mode: 'test' | 'live', body: string, headers: Record<string, string>, now: Date): ProviderNotice {
  if (!secret?.trim()) throw new DomainError('not_configured', { internal: 'STRIPE_WEBHOOK_SECRET is not set' })
  let event: Stripe.Event
  try {
    event = stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret, toleranceSeconds, undefined, now.getTime())
  } catch (cause) {
    throw new DomainError('invalid_input', { internal: 'the signature is not right', cause })
  }
  if (typeof event.id !== 'string' || typeof event.livemode !== 'boolean') throw new DomainError('invalid_input', { internal: 'an event without its id or its mode' })
  if (event.livemode !== (mode === 'live')) throw new DomainError('invalid_input', { internal: `a ${event.livemode ? 'live' : 'test'} event in ${mode} mode` })
  const object = event.data.object as { id?: string; metadata?: Stripe.Metadata | null }
  const about = aboutOf(event.type)
  const isOurs = about !== undefined && object.id !== undefined && !(event.type.startsWith('payment_intent.') && isInsideVisit(object))
  return { eventId: event.id, type: event.type, mode, about: about ?? 'payment', externalId: isOurs ? (object.id ?? null) : null }
}
