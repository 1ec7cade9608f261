import { query } from '@/lib/domain/command'
import { evaluateCompliance } from '@/lib/domain/licensing'
import { minutes, plus } from '@/lib/kernel/clock'
import { PreviewSubscriptionInput } from '../schema'
import { quoteSubscription } from './subscription-quote'
import type { SubscriptionPreviewView } from '../view'

/** How long a shown price is held. */
export const previewLifeMs = minutes(15)

/** The exact charge of a new subscription, to be confirmed with its `frozenAt` and `hash`. Changes nothing. */
export const previewSubscription = query('billing.previewSubscription', PreviewSubscriptionInput, async (ctx, input): Promise<SubscriptionPreviewView> => {
  const frozenAt = ctx.clock.now()
  const { quote, plan } = await quoteSubscription(ctx.db, ctx.clientId, input, frozenAt)
  const { lines, tax, currency, subtotalMinor, taxMinor, totalMinor, hash, period } = quote
  return {
    planCode: plan.code, planName: plan.name, interval: input.interval,
    currency, subtotalMinor, taxMinor, totalMinor, lines, tax,
    dueTodayMinor: totalMinor,
    nextChargeAt: totalMinor === 0n ? null : period.endsAt,
    nextChargeMinor: totalMinor,
    frozenAt,
    expiresAt: plus(frozenAt, previewLifeMs),
    hash,
    compliance: await evaluateCompliance(ctx.db, ctx.clientId, totalMinor > 0n, frozenAt),
  }
})
