import type { ClientRun } from '@/lib/domain/context'
import { coinRefundCanceled } from './finish-coin-refund'
import { readCoins, surplusOf, type CoinArrival } from './read-coins'

/**
 * A surplus that was asked back is not sent when its coins did not stay: of what waits for the operator, the latest is given up until the
 * surplus that is left covers the rest. Its money is credit again, which is where it is then taken from.
 * @param goes the arrival whose booking is about to be taken back
 */
export async function cancelUncoveredRefunds(ctx: ClientRun, paymentId: string, goes: CoinArrival): Promise<void> {
  const { db, clientId } = ctx
  if (goes.surplusMinor === 0n) return
  const left = surplusOf((await readCoins(db, clientId, paymentId)).arrivals) - goes.surplusMinor
  const asked = await db.refund.findMany({
    where: { clientId, paymentId, creditNoteId: null, state: { not: 'failed' } }, orderBy: { id: 'desc' }, select: { amountMinor: true, coins: { select: { id: true, state: true } } },
  })
  let sum = asked.reduce((total, { amountMinor }) => total + amountMinor, 0n)
  for (const { amountMinor, coins } of asked) {
    const [first] = coins
    if (sum <= left || !first || coins.some(({ state }) => state === 'sent')) continue
    await coinRefundCanceled(ctx, first.id, 'The coins were taken back')
    sum -= amountMinor
  }
}
