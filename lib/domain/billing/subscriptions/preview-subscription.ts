import { query } from '@/lib/domain/command'
import { evaluateCompliance } from '@/lib/domain/licensing'
import { plus } from '@/lib/kernel/clock'
import { limitGuesses } from '../coupons/limit-guesses'
import type { Interval } from '../period'
import { PreviewSubscriptionInput } from '../schema'
import type { ComplianceView, SubscriptionPreviewView } from '../view'
import { previewLifeMs } from './confirmed'
import { quoteSubscription, type SubscriptionQuote } from './subscription-quote'

type Preview = Omit<SubscriptionPreviewView, 'compliance'>

export function subscriptionPreviewView({ quote, plan, offer, trialEndsAt }: SubscriptionQuote, interval: Interval): Preview {
  const { priced, next, frozenAt, hash } = quote
  const { lines, taxLines, discounts, currency, subtotalMinor, taxMinor, totalMinor } = priced
  return {
    planCode: plan.code, planName: plan.name, interval, quantity: offer.quantity, trialEndsAt,
    currency, subtotalMinor, taxMinor, totalMinor, lines, tax: taxLines, discounts: discounts.map(({ name, amountMinor }) => ({ name, amountMinor })),
    dueTodayMinor: totalMinor,
    nextChargeAt: next.at,
    nextChargeMinor: next.totalMinor,
    frozenAt,
    expiresAt: plus(frozenAt, previewLifeMs),
    hash,
  }
}

/** The exact charge of a new subscription, to be confirmed with its `frozenAt` and `hash`. Changes nothing. */
export const previewSubscription = query('billing.previewSubscription', PreviewSubscriptionInput, async (ctx, input): Promise<SubscriptionPreviewView> => {
  const frozenAt = ctx.clock.now()
  const quoted = await limitGuesses(ctx, input.promotionCode, () => quoteSubscription(ctx.db, ctx.clientId, input, frozenAt))
  const compliance: ComplianceView = await evaluateCompliance(ctx.db, ctx.clientId, quoted.offer.amountMinor > 0n, frozenAt)
  return { ...subscriptionPreviewView(quoted, input.interval), compliance }
})
