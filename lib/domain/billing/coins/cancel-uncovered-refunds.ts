import type { ClientRun } from '@/lib/domain/context'
import { applyRefundOutcome } from '../invoices/refund/apply-refund-outcome'
import { coinRefundCanceled } from './finish-coin-refund'
import { bookedMinor, readCoins, surplusOf, type CoinArrival } from './read-coins'

const why = 'The coins were taken back'

/**
 * A refund is not sent when its coins did not stay: of what waits for the operator, the latest is given up until what is left covers the
 * rest; a surplus that was asked back by the surplus, the refunds of credit notes by what paid the invoice. Their money is credit again,
 * which is where it is then taken from.
 * @param goes the arrival whose booking is about to be taken back
 * @returns how much of credit notes' refunds was given up: nobody asks for that on the invoice again
 */
export async function cancelUncoveredRefunds(ctx: ClientRun, paymentId: string, goes: CoinArrival): Promise<bigint> {
  const { arrivals } = await readCoins(ctx.db, ctx.clientId, paymentId)
  const surplus = surplusOf(arrivals) - goes.surplusMinor
  if (goes.surplusMinor > 0n) await cancelAbove(ctx, { paymentId, creditNoteId: null }, surplus)
  return cancelAbove(ctx, { paymentId, creditNoteId: { not: null } }, bookedMinor(arrivals) - (goes.valueMinor ?? 0n) - surplus)
}

async function cancelAbove(ctx: ClientRun, which: { paymentId: string; creditNoteId: null | { not: null } }, left: bigint): Promise<bigint> {
  const { db, clientId } = ctx
  const asked = await db.refund.findMany({
    where: { ...which, clientId, state: { not: 'failed' } }, orderBy: { id: 'desc' }, select: { id: true, state: true, amountMinor: true, currency: true, coins: { select: { id: true, state: true } } },
  })
  const all = asked.reduce((total, { amountMinor }) => total + amountMinor, 0n)
  let sum = all
  for (const { id, state, amountMinor, currency, coins: [first, ...others] } of asked) {
    if (sum <= left || state === 'succeeded' || [first, ...others].some((one) => one?.state === 'sent')) continue
    if (first) await coinRefundCanceled(ctx, first.id, why)
    else await applyRefundOutcome({ ...ctx, actor: { kind: 'system', job: 'coin_refund' } }, { refundId: id, externalId: null, state: 'failed', amountMinor, currency, failureCode: 'canceled' })
    sum -= amountMinor
  }
  return all - sum
}
