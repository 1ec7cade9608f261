import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx, ClientCtx } from '@/lib/domain/context'
import { picosPerMinor } from '@/lib/kernel/rate'
import { autoTopUp } from '../wallet/auto-top-up'
import { topUpLifeMs } from '../wallet/create-top-up'
import { expireTopUp, settleWallet } from '../wallet/settle-wallet'
import { tellLowBalance } from '../wallet/tell-low-balance'
import { billingCtxOf } from './billing-ctx'
import type { RunReport } from './run-billing'

const batch = 500

type Due = { clientId: string; id?: string }

async function each(ctx: BaseCtx, rows: readonly Due[], work: (ctx: ClientCtx, row: Due) => Promise<unknown>): Promise<RunReport> {
  const report: RunReport = { done: 0, failed: [] }
  for (const row of rows) {
    try {
      await work(await billingCtxOf(ctx, row.clientId, 'wallets'), row)
      report.done++
    } catch (error) {
      report.failed.push({ id: row.id ?? row.clientId, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return report
}

const together = (reports: readonly RunReport[]): RunReport => ({ done: reports.reduce((sum, { done }) => sum + done, 0), failed: reports.flatMap(({ failed }) => failed) })

/** A client with a test clock lives by it; everybody else by the run's own time. */
const expiring = (now: Date) => platformDb.$queryRaw<Due[]>`
  SELECT DISTINCT g."clientId" FROM "WalletGrant" g JOIN "Client" c ON c."id" = g."clientId" LEFT JOIN "TestClock" t ON t."id" = c."testClockId"
   WHERE g."remainingPicos" > 0 AND g."expiresAt" IS NOT NULL AND g."expiresAt" <= coalesce(t."now", ${now}) LIMIT ${batch}`

const abandoned = (now: Date) => platformDb.$queryRaw<Due[]>`
  SELECT u."id", u."clientId" FROM "WalletTopUp" u JOIN "Client" c ON c."id" = u."clientId" LEFT JOIN "TestClock" t ON t."id" = c."testClockId"
   WHERE u."state" = 'pending' AND NOT u."isAutomatic" AND u."createdAt" <= coalesce(t."now", ${now}) - ${topUpLifeMs / 1_000} * interval '1 second' LIMIT ${batch}`

/** Orders whose balance is below their threshold, and purchases whose end is not known yet. */
async function toBuy(): Promise<Due[]> {
  const currencies = (await platformDb.autoTopUp.groupBy({ by: ['currency'] })).map(({ currency }) => currency)
  return platformDb.$queryRaw<Due[]>`
    SELECT a."clientId" FROM "AutoTopUp" a JOIN "Wallet" w ON w."clientId" = a."clientId"
      JOIN unnest(${currencies}::text[], ${currencies.map((one) => picosPerMinor(one).toString())}::numeric[]) u("currency", "unit") ON u."currency" = a."currency"
     WHERE a."isEnabled" AND a."pausedAt" IS NULL AND w."balancePicos" < a."thresholdMinor" * u."unit"
    UNION SELECT "clientId" FROM "WalletTopUp" WHERE "isAutomatic" AND "state" = 'pending' LIMIT ${batch}`
}

/** Balances that fell below their threshold and those that rose above it again. */
const crossing = () => platformDb.$queryRaw<Due[]>`
  SELECT "clientId" FROM "Wallet" WHERE ("lowBalanceNotifiedAt" IS NULL AND "balancePicos" < "lowBalancePicos")
    OR ("lowBalanceNotifiedAt" IS NOT NULL AND "balancePicos" >= coalesce("lowBalancePicos", 0)) LIMIT ${batch}`

/** Expiry, abandoned top-ups, automatic top-ups and notices of low credit. To be run each minute; any number of workers may. */
export async function watchWallets(ctx: BaseCtx): Promise<RunReport> {
  const now = ctx.clock.now()
  return together([
    await each(ctx, await expiring(now), (client) => settleWallet(client, {})),
    await each(ctx, await abandoned(now), (client, { id = '' }) => expireTopUp(client, { id })),
    await each(ctx, await toBuy(), autoTopUp),
    await each(ctx, await crossing(), (client) => tellLowBalance(client, {})),
  ])
}

/** Books the usage of every wallet that has some to book. To be run once a day. */
export async function bookWalletUsage(ctx: BaseCtx): Promise<RunReport> {
  const rows = await platformDb.$queryRaw<Due[]>`
    SELECT w."clientId" FROM "Wallet" w LEFT JOIN (SELECT "walletId", sum("remainingPicos") AS "left" FROM "WalletGrant" WHERE "remainingPicos" > 0 GROUP BY 1) g ON g."walletId" = w."id"
     WHERE w."unpostedPicos" > 0 OR coalesce(g."left", 0) > w."balancePicos"`
  return each(ctx, rows, (client) => settleWallet(client, {}))
}
