import type { Db } from '@/lib/db/transaction'
import type { Verb } from '@/lib/domain/command'
import type { PlatformCtx } from '@/lib/domain/context'
import { ledgerModes } from '@/lib/domain/ledger/platform/chained-rows'
import { reconcileLedger } from '@/lib/domain/ledger/platform/reconcile-ledger'
import { platformCommand, platformQuery } from '../../platform/command'
import { NoInput } from '../schema'
import type { DifferenceView, LedgerStateView } from './view'

const differenceFields = {
  id: true, kind: true, subjectId: true, clientId: true, expected: true, actual: true, firstSeenAt: true, lastSeenAt: true, resolvedAt: true,
} as const

async function differences(db: Db): Promise<DifferenceView[]> {
  const open = await db.ledgerDifference.findMany({ where: { resolvedAt: null }, orderBy: { firstSeenAt: 'asc' }, take: 200, select: differenceFields })
  const resolved = await db.ledgerDifference.findMany({ where: { resolvedAt: { not: null } }, orderBy: { resolvedAt: 'desc' }, take: 20, select: differenceFields })
  return [...open, ...resolved].map((row) => ({ ...row, kind: row.kind as DifferenceView['kind'] }))
}

/** What stands on the accounts of each kind; clients' accounts of a kind are one line. Debits and credits of all lines cancel out. */
const balances = (db: Db) => db.$queryRaw<LedgerStateView['balances']>`
  SELECT a."kind", a."currency"::text AS "currency", a."mode", greatest(sum(e."amountMinor"), 0)::bigint AS "debitMinor", greatest(-sum(e."amountMinor"), 0)::bigint AS "creditMinor"
  FROM "LedgerAccount" a JOIN "LedgerEntry" e ON e."accountId" = a."id" GROUP BY 1, 2, 3 ORDER BY 3 DESC, 2, 1`

async function readState(db: Db): Promise<LedgerStateView> {
  const lastCheck = await db.ledgerCheck.findFirst({ orderBy: { finishedAt: 'desc' }, select: { finishedAt: true, transactions: true, wallets: true, differences: true } })
  const heads = await Promise.all(ledgerModes.map((mode) => db.ledgerSeal.findFirst({ where: { mode }, orderBy: { sequence: 'desc' }, select: { mode: true, sequence: true, hash: true, sealedAt: true } })))
  return { lastCheck, chains: heads.filter((head) => head !== null), waiting: await db.ledgerUnsealed.count(), differences: await differences(db), balances: await balances(db) }
}

/** Whether the books are right: the last reconciliation, the chains' heads, what differs, and the trial balance. */
export const getLedger = platformQuery('admin.getLedger', NoInput, async ({ db }): Promise<LedgerStateView> => readState(db))

const recordCheck = platformCommand('admin.checkLedger', NoInput, async (ctx): Promise<void> => {
  await ctx.record(null)
})

/** Runs the reconciliation now instead of within the hour. */
export const checkLedger: Verb<PlatformCtx, typeof NoInput, LedgerStateView> = Object.assign(
  async (ctx: PlatformCtx, raw: Parameters<typeof recordCheck>[1]): Promise<LedgerStateView> => {
    await recordCheck(ctx, raw)
    await reconcileLedger(ctx.clock)
    return getLedger(ctx, {})
  },
  { meta: recordCheck.meta },
)
