import { z } from 'zod'
import { plus, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { AttemptSnapshot, Disputes, PaymentProvider, ProviderNotice, Refunds, SavedMethods, StartInput, StartResult } from '../types'
import { cancelCharge, findCharge, openCharge } from './books'
import { cardSnapshot, findCard } from './cards'
import { pageLifeMs, pageOf, snapshotOf, stateOf } from './charge'
import { sandboxDisputes } from './disputes'
import { sandboxMethods } from './methods'
import { sandboxRefunds } from './refunds'
import { assertSigned, signatureHeader } from './signature'

const Notice = z.object({ id: z.string().min(1).max(128), type: z.string().min(1).max(64), charge: z.string().min(1).max(64), mode: z.literal('test') })

type Options = { origin: string; webhookSecret: string | undefined; clock: Clock }

/** Pays with no money: the whole machinery of a card provider (hosted page, late results, signed notices), always in test mode. */
export class SandboxProvider implements PaymentProvider {
  readonly id = 'sandbox'
  readonly mode = 'test'
  readonly currencies = 'any'
  readonly savedMethods: SavedMethods
  readonly refunds: Refunds
  readonly disputes: Disputes = sandboxDisputes

  constructor(private readonly options: Options) {
    this.savedMethods = sandboxMethods(options)
    this.refunds = sandboxRefunds(options)
  }

  async start(input: StartInput): Promise<StartResult> {
    const now = this.options.clock.now()
    const { paymentId, returnUrl, cancelUrl, idempotencyKey, amount, saveMethod = false } = input
    const charge = await openCharge({
      paymentId, returnUrl, cancelUrl, idempotencyKey, amountMinor: amount.minor, currency: amount.currency, expiresAt: plus(now, pageLifeMs), savesCard: saveMethod,
    }, now)
    return { externalId: charge.id, state: stateOf[charge.state], redirectUrl: pageOf(this.options.origin, charge) }
  }

  async fetch(externalId: string): Promise<AttemptSnapshot> {
    const charge = await findCharge(externalId, this.options.clock.now())
    if (!charge) throw new DomainError('upstream_failed', { internal: `the sandbox has no charge ${externalId}` })
    const card = charge.savesCard && charge.cardId ? await findCard(charge.cardId) : null
    return { ...snapshotOf(charge), ...(card && charge.state === 'succeeded' ? { savedMethod: cardSnapshot(card) } : {}) }
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
    return { eventId: id, type, externalId: charge, about: aboutOf(type), mode }
  }

  async health(): Promise<{ ok: boolean; reason?: string }> {
    return this.options.webhookSecret ? { ok: true } : { ok: false, reason: 'SANDBOX_WEBHOOK_SECRET is not set' }
  }
}

const aboutOf = (type: string): ProviderNotice['about'] => (type.startsWith('refund.') ? 'refund' : type.startsWith('dispute.') ? 'dispute' : 'payment')

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
