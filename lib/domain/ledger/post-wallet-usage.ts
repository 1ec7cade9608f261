import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { money } from '@/lib/kernel/money'
import { picosPerMinor } from '@/lib/kernel/rate'
import { drawDown, lockWallet } from './lock-wallet'
import { postTransaction } from './post-transaction'

/**
 * Books the usage that was paid from a wallet: once a client and UTC day, in whole minor units; the rest is carried to the next day, so
 * that nothing is rounded, only booked later. A second call on the same day books nothing.
 * @returns what was booked, in minor units
 */
export async function postWalletUsage(db: Db, clock: Clock, clientId: string, mode: string): Promise<bigint> {
  const locked = await lockWallet(db, clientId)
  if (!locked) return 0n
  const wallet = await drawDown(db, locked)
  const unit = picosPerMinor(wallet.currency)
  const earned = money(wallet.unpostedPicos / unit, wallet.currency)
  if (earned.minor === 0n) return 0n
  const day = clock.now().toISOString().slice(0, 10)
  const { isNew } = await postTransaction(db, clock, {
    sourceKind: 'wallet_usage', sourceId: `${wallet.id}:${day}`, clientId, mode, description: `Usage until ${day}`,
    entries: [
      { account: { clientId, kind: 'wallet' }, amount: earned },
      { account: { clientId: null, kind: 'revenue' }, amount: { ...earned, minor: -earned.minor } },
    ],
  })
  if (!isNew) return 0n
  await db.wallet.update({ where: { clientId }, data: { unpostedPicos: { decrement: earned.minor * unit } }, select: { id: true } })
  return earned.minor
}
