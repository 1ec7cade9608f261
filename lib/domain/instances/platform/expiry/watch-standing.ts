import { platformDb } from '@/lib/db/platform-db'
import { billingCtxsOf } from '@/lib/domain/billing/platform/billing-ctx'
import { env } from '@/lib/env'
import type { BaseCtx } from '../../../context'
import { applyStanding } from '../../expiry/apply-standing'
import { storageIsDue } from '../../expiry/tell-storage'
import { warningDays } from '../../expiry/notice-period'
import { settleInstances } from '../money/settle-instances'
import { textOf, type RunReport } from '../money/run-report'

const earliestWarning = Math.max(...warningDays)

type Due = { clientId: string; endsUnpaid: boolean }

/** Clients for whose instances something may be due, each by its own clock; what is, is decided in the client's transaction. */
const due = (now: Date, clientIds: readonly string[] | null): Promise<Due[]> => platformDb.$queryRaw`
  SELECT i."clientId", bool_or(i."suspendedFor" = 'unpaid' AND i."suspendedAt" + make_interval(days => ${env().INSTANCE_NOTICE_DAYS}) <= coalesce(t."now", ${now})) IS TRUE AS "endsUnpaid" FROM "PrivateInstance" i JOIN "Client" c ON c."id" = i."clientId" LEFT JOIN "TestClock" t ON t."id" = c."testClockId"
    LEFT JOIN LATERAL (SELECT s."id", CASE WHEN s."cancelAtPeriodEnd" OR s."pauseKind" = 'service_at_end' THEN s."currentPeriodEnd" END AS "endsAt" FROM "Subscription" s
      WHERE s."clientId" = i."clientId" AND s."status" IN ('trialing', 'active', 'past_due') AND s."serviceSuspendedAt" IS NULL LIMIT 1) s ON true
   WHERE i."desired" <> 'deleted' AND (${clientIds === null} OR i."clientId" = ANY (${[...(clientIds ?? [])]}::text[])) AND (
     (i."status" IN ('crash_backoff', 'failed') AND i."desired" = 'running' AND i."suspendedFor" IS NULL)
     OR ${storageIsDue(now)}
     OR (s."id" IS NULL AND (i."suspendedFor" IS NULL OR i."suspendedFor" = 'unpaid')) OR (s."id" IS NOT NULL AND i."suspendedFor" = 'expired')
     OR s."endsAt" - make_interval(days => ${earliestWarning}) <= coalesce(t."now", ${now})
     OR (i."suspendedFor" IN ('expired', 'unpaid') AND i."suspendedAt" + make_interval(days => ${env().INSTANCE_NOTICE_DAYS - earliestWarning}) <= coalesce(t."now", ${now})))
   GROUP BY 1 ORDER BY 1`

async function chargeFirst(ctx: BaseCtx, clientId: string): Promise<void> {
  const { failed: [first] } = await settleInstances(ctx, [clientId])
  if (first) throw new Error(`${first.id} could not be charged: ${first.error}`)
}

/** Holds every client's instances against its subscription. To be run each minute; any number of workers may. */
export async function watchStanding(ctx: BaseCtx, clientIds: readonly string[] | null = null): Promise<RunReport> {
  const report: RunReport = { done: 0, failed: [] }
  const found = await due(ctx.clock.now(), clientIds)
  const unpaid = new Set(found.flatMap(({ clientId, endsUnpaid }) => (endsUnpaid ? [clientId] : [])))
  for (const client of await billingCtxsOf(ctx, found.map(({ clientId }) => clientId), 'instances')) {
    try {
      // Money may have come that no charge has seen yet: nothing is deleted for lack of it before one did.
      if (unpaid.has(client.clientId)) await chargeFirst(ctx, client.clientId)
      await applyStanding(client)
      report.done++
    } catch (error) {
      report.failed.push({ id: client.clientId, error: textOf(error) })
    }
  }
  return report
}
