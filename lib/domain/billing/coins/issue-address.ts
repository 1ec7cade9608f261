import type { Db } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'
import { days, plus, type Clock } from '@/lib/kernel/clock'
import type { ChainSource, CoinAsset } from '@/lib/providers/chains/types'

/** An address is looked at in every pass so long after it was last needed; after that weekly, for ever. */
export const watchMs = days(7)

export type CoinAddressRow = { id: string; network: string; asset: string; index: number; address: string; watchUntil: Date }
const coinAddressFields = { id: true, network: true, asset: true, index: true, address: true, watchUntil: true } as const

/**
 * The address of a payment on a chain: made at the first call, the same ever after, and nobody else's. Another call says which coin is
 * expected now and that it is waited for anew. To be called inside a transaction: an index that is taken is never given again, unless
 * the transaction that took it ends in nothing.
 */
export async function issueCoinAddress(
  db: Db, clock: Clock, source: ChainSource, { clientId, paymentId, asset }: { clientId: string; paymentId: string; asset: CoinAsset },
): Promise<CoinAddressRow> {
  const now = clock.now()
  const { network } = source
  // The counter's row is the lock: two callers for one payment come here one after the other.
  await db.$executeRaw`INSERT INTO "ChainCursor" ("network") VALUES (${network}) ON CONFLICT DO NOTHING`
  const [counter] = await db.$queryRaw<{ nextIndex: number }[]>`SELECT "nextIndex" FROM "ChainCursor" WHERE "network" = ${network} FOR UPDATE`
  const found = await db.coinAddress.findFirst({ where: { clientId, paymentId, network }, select: coinAddressFields })
  if (found) {
    // Looked at in every pass again only from where its own reading stands, which the follower knows.
    await db.coinAddress.updateMany({ where: { id: found.id, clientId }, data: { asset, watchUntil: plus(now, watchMs) } })
    return { ...found, asset, watchUntil: plus(now, watchMs) }
  }
  const index = counter?.nextIndex ?? 0
  await db.chainCursor.update({ where: { network }, data: { nextIndex: index + 1 }, select: { network: true } })
  return db.coinAddress.create({
    data: { id: newId('cad', now), clientId, paymentId, network, asset, index, address: source.addressAt(index), watchUntil: plus(now, watchMs), createdAt: now },
    select: coinAddressFields,
  })
}
