import type { Money } from '@/lib/kernel/money'

export const paymentProviderIds = ['sandbox', 'stripe', 'paypal', 'crypto'] as const
export type PaymentProviderId = (typeof paymentProviderIds)[number]
export type PaymentMode = 'test' | 'live'

export type AttemptState =
  | 'created' | 'awaiting_customer' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'expired' | 'unknown'

/** What the provider says about one attempt: the only source of truth that money is booked from. */
export type AttemptSnapshot = {
  externalId: string
  mode: PaymentMode
  state: AttemptState
  amount: Money
  failureCode?: string
  /** Our own payment id as the provider echoes it: finds the attempt when the answer to `start` was lost. */
  paymentId?: string
}

export type StartInput = {
  paymentId: string
  invoiceId: string
  amount: Money
  description: string
  returnUrl: string
  cancelUrl: string
  idempotencyKey: string
}

export type StartResult = { externalId: string; state: AttemptState; redirectUrl?: string }

/** A verified notice. It is a hint only: the object is fetched again before anything is booked. */
export type ProviderNotice = { eventId: string; type: string; externalId: string; mode: PaymentMode }

export interface PaymentProvider {
  readonly id: PaymentProviderId
  readonly mode: PaymentMode
  readonly currencies: readonly string[] | 'any'
  /** @throws DomainError upstream_failed when the provider did not answer: the attempt becomes `unknown`. */
  start(input: StartInput): Promise<StartResult>
  fetch(externalId: string): Promise<AttemptSnapshot>
  cancel(externalId: string, idempotencyKey: string): Promise<AttemptSnapshot>
  /** @throws DomainError not_configured (no secret set: 503) or invalid_input (bad signature or stale: 4xx). */
  verifyWebhook(rawBody: string, headers: Record<string, string>, now: Date): ProviderNotice
  health(): Promise<{ ok: boolean; reason?: string }>
}
