import { query } from '@/lib/domain/command'
import { plus } from '@/lib/kernel/clock'
import { previewLifeMs } from './confirmed'
import { readHeld } from './holding'
import { quoteAct, type Quoted } from './quote-act'
import { PreviewActInput } from './schema'
import type { ActPreviewView } from './view'

export function actPreviewView({ row, act, timing, plan, offer, quote }: Quoted): ActPreviewView {
  const { priced, frozenAt, effectiveAt, next, hash, period } = quote
  return {
    subscriptionId: row.id, act, timing, effectiveAt, planCode: plan.code, planName: plan.name, interval: offer.interval, quantity: offer.quantity,
    amountMinor: offer.amountMinor, currency: row.currency,
    lines: priced.lines, tax: priced.taxLines, subtotalMinor: priced.subtotalMinor, taxMinor: priced.taxMinor, totalMinor: priced.totalMinor,
    dueTodayMinor: priced.totalMinor, creditMinor: priced.carryMinor, periodEnd: period.endsAt,
    nextChargeAt: next.totalMinor === 0n ? null : next.at, nextChargeMinor: next.totalMinor,
    frozenAt, expiresAt: plus(frozenAt, previewLifeMs), hash,
  }
}

/**
 * What an act on the subscription costs or gives back: exact lines, tax and dates, to be confirmed with `frozenAt` and `hash`. Changes
 * nothing. @throws DomainError not_found, invalid_state when the act is not possible now
 */
export const previewAct = query('billing.previewAct', PreviewActInput, async (ctx, { id, ...input }): Promise<ActPreviewView> => {
  const row = await readHeld(ctx.db, ctx.clientId, id)
  return actPreviewView(await quoteAct(ctx.db, row, input, ctx.clock.now()))
})
