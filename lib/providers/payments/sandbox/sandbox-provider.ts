import { z } from 'zod'
import type { Clock } from '@/lib/kernel/clock'
import { hours, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import type { AttemptSnapshot, AttemptState, PaymentProvider, ProviderNotice, StartInput, StartResult } from '../types'
import { cancelCharge, findCharge, openCharge, type Charge, type ChargeState } from './books'
import { assertSigned, signatureHeader } from './signature'

/** How long its hosted page stays open. */
const pageLifeMs = hours(1)

const stateOf: Record<ChargeState, AttemptState> = {
  open: 'awaiting_customer', needs_second_step: 'awaiting_customer', processing: 'processing', succeeded: 'succeeded',
  failed: 'failed', canceled: 'canceled', expired: 'expired',
}

const Notice = z.object({ id: z.string().min(1).max(128), type: z.string().min(1).max(64), charge: z.string().min(1).max(64), mode: z.literal('test') })

type Options = { origin: string; webhookSecret: string | undefined; clock: Clock }

/** Pays with no money: the whole machinery of a card provider (hosted page, late results, signed notices), always in test mode. */
export class SandboxProvider implements PaymentProvider {
  readonly id = 'sandbox'
  readonly mode = 'test'
  readonly currencies = 'any'

  constructor(private readonly options: Options) {}

  async start(input: StartInput): Promise<StartResult> {
    const now = this.options.clock.now()
    const { paymentId, returnUrl, cancelUrl, idempotencyKey, amount } = input
    const charge = await openCharge({
      paymentId, returnUrl, cancelUrl, idempotencyKey, amountMinor: amount.minor, currency: amount.currency, expiresAt: plus(now, pageLifeMs),
    }, now)
    return { externalId: charge.id, state: stateOf[charge.state], redirectUrl: this.pageOf(charge) }
  }

  async fetch(externalId: string): Promise<AttemptSnapshot> {
    const charge = await findCharge(externalId, this.options.clock.now())
    if (!charge) throw new DomainError('upstream_failed', { internal: `the sandbox has no charge ${externalId}` })
    return snapshotOf(charge)
  }

  async cancel(externalId: string): Promise<AttemptSnapshot> {
    await cancelCharge(externalId, this.options.clock.now())
    return this.fetch(externalId)
  }

  verifyWebhook(rawBody: string, headers: Record<string, string>, now: Date): ProviderNotice {
    const { webhookSecret } = this.options
    if (!webhookSecret) throw new DomainError('not_configured', { internal: 'SANDBOX_WEBHOOK_SECRET is not set' })
    assertSigned(webhookSecret, rawBody, headers[signatureHeader], now)
    const notice = Notice.safeParse(parseJson(rawBody))
    if (!notice.success) throw new DomainError('invalid_input', { internal: 'webhook body is not a notice' })
    const { id, type, charge, mode } = notice.data
    return { eventId: id, type, externalId: charge, about: 'payment', mode }
  }

  async health(): Promise<{ ok: boolean; reason?: string }> {
    return this.options.webhookSecret ? { ok: true } : { ok: false, reason: 'SANDBOX_WEBHOOK_SECRET is not set' }
  }

  /** The page is in the language the customer came from, told by the address to return to. */
  private pageOf(charge: Charge): string {
    const language = /^\/ar(\/|$)/.test(new URL(charge.returnUrl).pathname) ? '/ar' : ''
    return `${this.options.origin}${language}${routes.sandboxCharge(charge.id)}`
  }
}

function snapshotOf(charge: Charge): AttemptSnapshot {
  return {
    externalId: charge.id,
    mode: 'test',
    state: stateOf[charge.state],
    amount: money(charge.amountMinor, charge.currency),
    paymentId: charge.paymentId,
    ...(charge.failureCode ? { failureCode: charge.failureCode } : {}),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
