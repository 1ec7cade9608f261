import { clientDb } from '@/lib/db/client-db'
import type { ClientCtx } from '@/lib/domain/context'
import { env } from '@/lib/env'
import { hours, plus } from '@/lib/kernel/clock'
import { DomainError, notFound } from '@/lib/kernel/error'
import { assert } from '@/lib/kernel/assert'
import { money } from '@/lib/kernel/money'
import type { AttemptState, PaymentProvider, AttemptSnapshot } from '@/lib/providers/payments/types'
import { routes } from '@/lib/routes'
import { applyPaymentOutcome, type OutcomeResult } from './apply-payment-outcome'
import { isOpenAttempt } from './attempt-state'
import { isSettlingDue, settleCoins } from './coins/settle-coins'
import { balanceOf, settledFields } from './invoices/settled'

const attemptFields = {
  id: true, invoiceId: true, provider: true, mode: true, amountMinor: true, currency: true, state: true, externalId: true,
  idempotencyKey: true, createdAt: true, savesMethod: true, locale: true, invoice: { select: { number: true, locale: true, ...settledFields } },
  savedMethod: { select: { externalId: true, customerRef: true } },
} as const

/** Providers remember a key for a day; with a margin. */
const keysLastMs = hours(20)

async function attemptOf(ctx: ClientCtx, id: string) {
  const { clientId } = ctx
  const row = await (ctx.db ?? clientDb(clientId)).payment.findUnique({ where: { clientId_id: { clientId, id } }, select: attemptFields })
  if (!row) throw notFound('payment')
  return row
}
type Attempt = Awaited<ReturnType<typeof attemptOf>>

/** A provider's notice: which row of the inbox, and which of its objects. */
type Notice = { webhookEventId: string; externalId: string }

const asSystem = (ctx: ClientCtx, job: string): ClientCtx => ({ ...ctx, actor: { kind: 'system', job } })

/**
 * The page the provider sends the customer back to. In the language the attempt was begun in, whoever asks: a provider takes the same
 * key with another address for another request.
 */
function paymentPage({ locale }: { locale: string }, paymentId: string): string {
  return `${env().PUBLIC_ORIGIN}${locale === 'en' ? '' : `/${locale}`}${routes.payment(paymentId)}`
}

type Answer = Partial<Pick<AttemptSnapshot, 'externalId' | 'redirectUrl' | 'failureCode' | 'isFinal' | 'savedMethod'>>

function outcomeOf(attempt: Attempt, state: AttemptState, more: Answer = {}) {
  return {
    paymentId: attempt.id, externalId: more.externalId ?? attempt.externalId, mode: attempt.mode === 'live' ? 'live' as const : 'test' as const, state,
    amountMinor: attempt.amountMinor, currency: attempt.currency, redirectUrl: more.redirectUrl ?? null, failureCode: more.failureCode ?? null,
    isFinal: more.isFinal ?? false, savedMethod: more.savedMethod ?? null,
  }
}

/**
 * Opens the attempt at its provider and keeps what it answers. Between the two transactions nothing is locked. Safe to repeat:
 * the provider knows the attempt by its idempotency key, so a second call finds the same object. Where it may have forgotten the key,
 * the attempt is looked up instead, and never sent a second time.
 * @throws DomainError unavailable while the provider is left alone
 */
export async function openPayment(ctx: ClientCtx, paymentId: string): Promise<void> {
  const attempt = await attemptOf(ctx, paymentId)
  if (attempt.externalId !== null || (attempt.state !== 'created' && attempt.state !== 'unknown')) return
  const provider = providerOf(ctx, attempt)
  const system = asSystem(ctx, 'payment.start')
  let started: Answer & { state: AttemptState }
  try {
    const isForgotten = plus(attempt.createdAt, keysLastMs) < ctx.clock.now()
    started = isForgotten && provider.find ? await lookUp(provider.find(paymentId)) : await startAt(provider, attempt, paymentPage(attempt, paymentId))
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unavailable') throw error // nothing was sent: it stays as it is
    const isRefused = error instanceof DomainError && ['payment_failed', 'unsupported', 'not_configured'].includes(error.code)
    await applyPaymentOutcome(system, outcomeOf(attempt, isRefused ? 'failed' : 'unknown', isRefused ? { failureCode: 'refused' } : {}))
    return
  }
  await applyPaymentOutcome(system, outcomeOf(attempt, started.state, started))
}

/** @throws DomainError upstream_failed whatever went wrong: not being able to look is no answer */
async function lookUp(finding: Promise<AttemptSnapshot | null>): Promise<Answer & { state: AttemptState }> {
  try {
    return (await finding) ?? { state: 'failed', failureCode: 'never_arrived' }
  } catch (cause) {
    throw new DomainError('upstream_failed', { internal: 'the attempt could not be looked up', cause })
  }
}

/** The customer's own page at the provider, or a saved method charged without them. */
async function startAt(provider: PaymentProvider, attempt: Attempt, page: string): Promise<Answer & { state: AttemptState }> {
  const { id: paymentId, invoiceId, idempotencyKey, savedMethod, savesMethod } = attempt
  const common = {
    paymentId, invoiceId, idempotencyKey, amount: money(attempt.amountMinor, attempt.currency),
    description: attempt.invoice.number ?? invoiceId, returnUrl: page, cancelUrl: page,
  }
  if (!savedMethod) return provider.start({ ...common, ...(savesMethod && provider.savedMethods ? { saveMethod: true } : {}) })
  if (!provider.savedMethods) throw new DomainError('unsupported', { internal: `${provider.id} keeps no methods` })
  return provider.savedMethods.charge({ ...common, methodRef: savedMethod.externalId, customerRef: savedMethod.customerRef })
}

function providerOf(ctx: ClientCtx, attempt: Attempt): PaymentProvider {
  const provider = Object.values(ctx.providers.payments).find((one) => one?.id === attempt.provider && one.mode === attempt.mode)
  if (!provider) throw new DomainError('not_configured', { params: { what: attempt.provider } })
  return provider
}

/** The money the customer agreed to, unless the invoice was paid another way meanwhile: then it stays theirs. What was given up never comes here. */
async function take(provider: PaymentProvider, { invoice }: Attempt, found: AttemptSnapshot): Promise<AttemptSnapshot> {
  if (balanceOf(invoice) === 0n) return { ...found, state: 'canceled' }
  return provider.complete ? provider.complete(found.externalId) : found
}

/**
 * Asks the provider how the attempt stands and books it. The only way out of `unknown`; what webhooks, the return page and
 * the janitor all do.
 * @returns what became of it; `nothing_new` when the provider says what we knew
 */
export async function syncPayment(ctx: ClientCtx, paymentId: string, notice?: Notice): Promise<OutcomeResult> {
  const attempt = await attemptOf(ctx, paymentId)
  const externalId = attempt.externalId ?? notice?.externalId
  if (externalId === undefined) {
    if (!isOpenAttempt(attempt.state as AttemptState)) return 'nothing_new'
    await openPayment(ctx, paymentId)
    const { externalId: learned } = await attemptOf(ctx, paymentId)
    return learned === null ? 'nothing_new' : syncPayment(ctx, paymentId)
  }
  // Coins are sent to us, not to a provider: the chain's follower knows what came.
  if (attempt.provider === 'crypto') return (await isSettlingDue(ctx, paymentId)) ? settleCoins(asSystem(ctx, 'payment.sync'), { paymentId }) : 'nothing_new'
  const provider = providerOf(ctx, attempt)
  const found = await provider.fetch(externalId)
  const snapshot = found.isApproved && isOpenAttempt(attempt.state as AttemptState) ? await take(provider, attempt, found) : found
  if (snapshot.state === attempt.state && !notice) return 'nothing_new'
  assert(snapshot.amount !== null || snapshot.state === 'expired', 'only what was never paid has no amount')
  return applyPaymentOutcome(asSystem(ctx, notice ? 'webhook.process' : 'payment.sync'), {
    paymentId, externalId: snapshot.externalId, mode: snapshot.mode, state: snapshot.state, amountMinor: snapshot.amount?.minor ?? attempt.amountMinor,
    currency: snapshot.amount?.currency ?? attempt.currency, failureCode: snapshot.failureCode ?? null, isFinal: snapshot.isFinal ?? false, savedMethod: snapshot.savedMethod ?? null,
    webhookEventId: notice?.webhookEventId ?? null,
  })
}

/** Tells the provider that an attempt was given up, so that its page takes no money any more. If it already did, that is booked. */
export async function cancelAtProvider(ctx: ClientCtx, paymentId: string): Promise<void> {
  const attempt = await attemptOf(ctx, paymentId)
  if (attempt.externalId === null) return
  if (attempt.provider === 'crypto') return void (await settleCoins(asSystem(ctx, 'payment.cancel'), { paymentId }))
  const snapshot = await providerOf(ctx, attempt).cancel(attempt.externalId, `cancel:${attempt.idempotencyKey}`)
  if (snapshot.state === 'succeeded') await syncPayment(ctx, paymentId)
}
