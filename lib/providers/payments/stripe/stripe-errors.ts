import Stripe from 'stripe'
import { DomainError } from '@/lib/kernel/error'

/**
 * What went wrong at Stripe, in our words. Refused for certain: `unsupported` or `payment_failed`; no answer, or one that leaves it
 * open whether Stripe acted: `upstream_failed`.
 */
export function stripeError(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  const facts = { cause: error, internal: describe(error) }
  if (error instanceof Stripe.errors.StripeCardError) return new DomainError('payment_failed', facts)
  // Stripe looked at the request and did nothing. An idempotency error is not of these: the first request may have acted.
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return new DomainError('unsupported', facts)
  if (error instanceof Stripe.errors.StripeAuthenticationError || error instanceof Stripe.errors.StripePermissionError) return new DomainError('not_configured', facts)
  const isTooOften = error instanceof Stripe.errors.StripeRateLimitError
  return new DomainError('upstream_failed', { ...facts, ...(isTooOften ? { retryAfterSeconds: 1 } : {}) })
}

/** Stripe's own words for the log, without the request that led to them. */
function describe(error: unknown): string {
  return error instanceof Stripe.errors.StripeError ? `Stripe ${error.type}: ${error.code ?? ''} ${error.message} (${error.requestId ?? 'no request id'})` : String(error)
}

/** Runs a call of Stripe's library. @throws DomainError as `stripeError` says */
export async function asking<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw stripeError(error)
  }
}

export const isStripeCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof DomainError && error.cause instanceof Stripe.errors.StripeError && codes.includes(error.cause.code ?? '')
