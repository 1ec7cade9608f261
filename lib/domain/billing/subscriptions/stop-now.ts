import type { ClientRun } from '@/lib/domain/context'
import { invalidField } from '@/lib/kernel/error'
import { draftInvoice } from '../invoices/draft-invoice'
import { finaliseInvoice } from '../invoices/finalise-invoice'
import { noPending } from './apply-change'
import { confirmed } from './confirmed'
import { expireChange } from './expire-change'
import type { HeldRow } from './holding'
import { actPreviewView } from './preview-act'
import { quoteAct, refuseAct } from './quote-act'
import { endService } from './service'

type Stop = { act: 'pause_now' | 'cancel_now'; frozenAt?: Date | undefined; hash?: string | undefined; resumesAt?: Date | null | undefined; reason?: string | undefined }

/**
 * Stops service today, as previewed: the running span is cut, what is not used up goes to the wallet with its tax, and no further
 * request is answered. Issues a document of the credit, so it must be the last thing its transaction does.
 */
export async function stopNow(ctx: ClientRun, row: HeldRow, stop: Stop): Promise<void> {
  const { db, clock, clientId } = ctx
  const { frozenAt, hash, act } = stop
  if (!frozenAt || !hash) throw invalidField(frozenAt ? 'hash' : 'frozenAt', 'required')
  for (const { id } of row.changes) if (!(await expireChange(ctx, id))) throw refuseAct('paymentInProgress')
  const { quote, buyer } = await confirmed(clock, { frozenAt, hash }, (at) => quoteAct(db, row, { act }, at), actPreviewView)
  const now = clock.now()
  await endService(db, clientId, row.id, quote.effectiveAt, quote.unusedMinor, now)
  await db.subscription.update({
    where: { clientId_id: { clientId, id: row.id } }, select: { id: true },
    data: {
      ...noPending, updatedAt: now, cancelAtPeriodEnd: false,
      ...(act === 'cancel_now'
        ? { status: 'canceled', canceledAt: now, cancelReason: stop.reason ?? null }
        : { status: 'paused', pauseKind: 'service_now', pausedAt: now, resumesAt: stop.resumesAt ?? null, trialEndsAt: null }),
    },
  })
  const credit = quote.priced.carryMinor > 0n
    ? await draftInvoice(db, clock, { clientId, subscriptionId: row.id, reason: 'subscription_change', priced: quote.priced, period: quote.period, buyer }) : null
  await ctx.record(row.id, { act: act === 'cancel_now' ? 'cancelNow' : 'pause', kind: 'service_now', creditMinor: quote.priced.carryMinor, currency: row.currency, reason: stop.reason ?? null })
  if (credit) await finaliseInvoice(db, clock, { ...credit, dueInMs: 0 })
}
