import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { formatMoney, money } from '@/lib/kernel/money'
import { moneyToPicos } from '@/lib/kernel/rate'
import { routes } from '@/lib/routes'
import { billingRecipient } from '../invoices/billing-recipient'
import { chargeSaved, type SavedCharge } from '../methods/charge-saved'
import { methodsOf } from '../methods/method-row'
import { GetWalletInput } from '../schema'
import { hasMoney } from '../subscriptions/expire-change'
import { boughtThisMonth } from './auto-top-up-row'
import { abandonTopUp } from './close-top-up'
import { createTopUp } from './create-top-up'
import { FailAutoTopUpInput } from './schema'
import { quoteTopUp } from './top-up-quote'

type Ordered = { did: 'ordered' | 'again'; topUpId: string; invoiceId: string } | { did: 'nothing' | 'capped' | 'no_method' }

/**
 * The automatic top-up that is due, as an invoice to charge: the one already under way, or a new one. One client at a time, everything
 * read again under the lock, and a unique index behind it: any number of processes buy once.
 */
const orderAutoTopUp = command('billing.orderAutoTopUp', GetWalletInput, async (ctx): Promise<Ordered> => {
  const { db, clock, clientId } = ctx
  const done = async (result: Ordered): Promise<Ordered> => {
    await ctx.record(clientId, result)
    return result
  }
  await lockClient(db, clientId)
  if (ctx.isSuspended) return done({ did: 'nothing' }) // who may use nothing is sold nothing
  const pending = await db.walletTopUp.findFirst({ where: { clientId, isAutomatic: true, state: 'pending' }, select: { id: true, invoiceId: true } })
  const order = await db.autoTopUp.findUnique({ where: { clientId } })
  if (pending && order?.isEnabled) return done({ did: 'again', topUpId: pending.id, invoiceId: pending.invoiceId })
  if (pending) {
    // Turned off meanwhile: nothing more is charged for it. Money that is under way comes to its own end.
    if (!(await hasMoney(ctx, pending.invoiceId))) await abandonTopUp(ctx, pending, 'canceled')
    return done({ did: 'nothing' })
  }
  const wallet = await db.wallet.findUnique({ where: { clientId }, select: { balancePicos: true } })
  if (!order?.isEnabled || order.pausedAt || !wallet || wallet.balancePicos >= moneyToPicos(money(order.thresholdMinor, order.currency))) return done({ did: 'nothing' })
  const now = clock.now()
  const quote = await quoteTopUp(db, clientId, order.amountMinor, now)
  if ((await boughtThisMonth(db, clientId, now, quote.buyer.timeZone)) + quote.creditMinor > order.monthlyCapMinor) return done({ did: 'capped' })
  if ((await methodsOf(db, clientId)).length === 0) return done({ did: 'no_method' })
  const result = { did: 'ordered' as const, topUpId: '', invoiceId: '' }
  await createTopUp(ctx, quote, true, async (made) => {
    Object.assign(result, { topUpId: made.id, invoiceId: made.invoiceId })
    await done(result)
  })
  return result
})

/** It did not work: the invoice is void, the order rests until the client saves it again, and they are told why. */
const failAutoTopUp = command('billing.failAutoTopUp', FailAutoTopUpInput, async (ctx, { topUpId, reason }): Promise<void> => {
  const { db, clock, clientId } = ctx
  await lockClient(db, clientId)
  const now = clock.now()
  const topUp = topUpId ? await db.walletTopUp.findFirst({ where: { clientId, id: topUpId, state: 'pending' }, select: { id: true, invoiceId: true } }) : null
  if (topUp) await abandonTopUp(ctx, topUp, 'failed')
  const { count } = await db.autoTopUp.updateMany({ where: { clientId, pausedAt: null }, data: { pausedAt: now, pauseReason: reason, updatedAt: now } })
  const order = await db.autoTopUp.findUniqueOrThrow({ where: { clientId }, select: { amountMinor: true, currency: true } })
  const to = count === 1 ? await billingRecipient(ctx) : undefined
  if (to) {
    await queueMail(ctx, {
      template: reason === 'no_method' ? 'auto_top_up_no_method' : 'auto_top_up_declined', to, locale: ctx.locale,
      params: { amount: formatMoney(money(order.amountMinor, order.currency)) }, path: reason === 'no_method' ? routes.methods() : routes.wallet(),
    })
  }
  await ctx.record(clientId, { topUpId, reason })
})

export type AutoTopUpResult = Ordered['did'] | SavedCharge['outcome']

/**
 * Buys credit for a client whose balance is below their own threshold, charged to the saved default method, within their cap a month.
 * Between the transactions nothing is locked. What is under way or unknown is looked at again by the next run and never charged twice.
 */
export async function autoTopUp(ctx: ClientCtx): Promise<AutoTopUpResult> {
  const ordered = await orderAutoTopUp(ctx, {})
  if (ordered.did === 'no_method') await failAutoTopUp(ctx, { topUpId: null, reason: 'no_method' })
  if (!('invoiceId' in ordered)) return ordered.did
  const { outcome } = await chargeSaved(ctx, ordered.invoiceId)
  if (['declined', 'declined_finally', 'needs_customer'].includes(outcome)) await failAutoTopUp(ctx, { topUpId: ordered.topUpId, reason: 'declined' })
  return outcome
}
