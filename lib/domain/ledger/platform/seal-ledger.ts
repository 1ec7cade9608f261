import { lockName } from '@/lib/db/locks'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction, type Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { genesisHash, linkHash } from '../chain'
import { chainedFields, ledgerModes, type LedgerMode } from './chained-rows'

const batch = 500

/**
 * Puts the committed transactions that wait for it onto their mode's chain, in the order in which they are found. Bookings never wait
 * for this: only one sealer at a time does, on a lock of its own. Any number of processes may call it at once.
 * @returns how many were sealed
 */
export async function sealLedger(clock: Clock): Promise<number> {
  let sealed = 0
  for (const mode of ledgerModes) {
    for (let count = batch; count === batch; sealed += count) count = await inTransaction(platformDb, (db) => sealBatch(db, clock, mode))
  }
  return sealed
}

async function sealBatch(db: Db, clock: Clock, mode: LedgerMode): Promise<number> {
  await lockName(db, `ledger-seal:${mode}`)
  const waiting = await db.ledgerUnsealed.findMany({ where: { mode }, orderBy: { transactionId: 'asc' }, take: batch, select: { transactionId: true } })
  if (waiting.length === 0) return 0
  const ids = waiting.map(({ transactionId }) => transactionId)
  const transactions = await db.ledgerTransaction.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' }, select: chainedFields })
  const head = await db.ledgerSeal.findFirst({ where: { mode }, orderBy: { sequence: 'desc' }, select: { sequence: true, hash: true } })
  let [sequence, previousHash] = [head?.sequence ?? 0n, head?.hash ?? genesisHash]
  const sealedAt = clock.now()
  const links = transactions.map((transaction) => {
    sequence += 1n
    const hash = linkHash(previousHash, sequence, transaction)
    const link = { mode, sequence, transactionId: transaction.id, previousHash, hash, sealedAt }
    previousHash = hash
    return link
  })
  await db.ledgerSeal.createMany({ data: links })
  await db.ledgerUnsealed.deleteMany({ where: { transactionId: { in: ids } } })
  return ids.length
}
