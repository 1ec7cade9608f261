import { lockName } from '@/lib/db/locks'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction, type Db } from '@/lib/db/transaction'
import { toJson } from '@/lib/domain/events/record'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { Difference } from '../difference'
import { compareDeferred } from './compare-deferred'
import { compareWallets } from './compare-wallets'
import { sealLedger } from './seal-ledger'
import { verifyChains, type ChainReport } from './verify-chain'

export type Reconciliation = { id: string; transactions: bigint; wallets: number; differences: Difference[]; heads: ChainReport['heads'] }

/**
 * Seals what waits, then proves the ledger: every link of the chains, every transaction's sum, every currency's sum, every wallet against
 * its account, grants, usage and holds, deferred revenue against what is left to earn. What differs is kept open for staff until a later run finds it right again.
 */
export async function reconcileLedger(clock: Clock): Promise<Reconciliation> {
  const startedAt = clock.now()
  await sealLedger(clock)
  const chain = await verifyChains()
  const compared = await compareWallets()
  const differences = [...chain.differences, ...compared.differences, ...(await compareDeferred()), ...(await currencySums())]
  const id = newId('chk', startedAt)
  await inTransaction(platformDb, async (db) => {
    await lockName(db, 'ledger-differences')
    await park(db, clock, differences)
    await db.ledgerCheck.create({
      select: { id: true },
      data: { id, transactions: chain.transactions, wallets: compared.wallets, differences: differences.length, heads: toJson(chain.heads), startedAt, finishedAt: clock.now() },
    })
  })
  return { id, transactions: chain.transactions, wallets: compared.wallets, differences, heads: chain.heads }
}

async function currencySums(): Promise<Difference[]> {
  const rows = await platformDb.$queryRaw<{ mode: string; currency: string; total: string }[]>`
    SELECT a."mode", e."currency", sum(e."amountMinor")::text AS "total" FROM "LedgerEntry" e JOIN "LedgerAccount" a ON a."id" = e."accountId"
     GROUP BY 1, 2 HAVING sum(e."amountMinor") <> 0`
  return rows.map(({ mode, currency, total }) => ({ kind: 'ledger_sum', subjectId: `${mode}:${currency}`, clientId: null, expected: '0', actual: total }))
}

/** Opens what is new, refreshes what still differs, closes what does not any more. */
async function park(db: Db, clock: Clock, found: readonly Difference[]): Promise<void> {
  const now = clock.now()
  const open = await db.ledgerDifference.findMany({ where: { resolvedAt: null }, select: { id: true, kind: true, subjectId: true } })
  const key = (one: { kind: string; subjectId: string }): string => `${one.kind} ${one.subjectId}`
  const byKey = new Map(open.map((one) => [key(one), one.id]))
  const seen = new Set<string>()
  for (const one of found) {
    if (seen.has(key(one))) continue
    seen.add(key(one))
    const known = byKey.get(key(one))
    if (known) await db.ledgerDifference.update({ where: { id: known }, data: { expected: one.expected, actual: one.actual, lastSeenAt: now }, select: { id: true } })
    else await db.ledgerDifference.create({ select: { id: true }, data: { ...one, id: newId('dif', now), firstSeenAt: now, lastSeenAt: now } })
  }
  const gone = open.filter((one) => !seen.has(key(one))).map(({ id }) => id)
  await db.ledgerDifference.updateMany({ where: { id: { in: gone } }, data: { resolvedAt: now } })
}
