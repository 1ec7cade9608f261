import { Prisma } from '@/lib/db/generated/client'
import { platformDb } from '@/lib/db/platform-db'
import { oddExponents } from '@/lib/kernel/money'
import type { BaseCtx, ClientCtx } from '@/lib/domain/context'
import { collectInvoice } from '../invoices/collect-invoice'
import { afterFinalise } from '../invoices/after-finalise'
import { draftUsageInvoice, invoiceLateUsage, invoiceUsageThreshold } from '../invoices/usage/invoice-usage'
import { minimumChargeMinor } from '../invoices/minimum-charge'
import { billingCtxOf } from './billing-ctx'
import type { RunReport } from './run-billing'

/** The system acting on one invoice, for its client. */
async function ctxOfInvoice(ctx: BaseCtx, invoiceId: string): Promise<ClientCtx> {
  const { clientId } = await platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId }, select: { clientId: true } })
  return billingCtxOf(ctx, clientId, 'invoices')
}

/** Outbox `invoice.finalised`: see `afterFinalise`. */
export async function afterFinaliseById(ctx: BaseCtx, invoiceId: string): Promise<void> {
  await afterFinalise(await ctxOfInvoice(ctx, invoiceId), { id: invoiceId })
}

/** Outbox `invoice.collect`, asked at that instant: see `collectInvoice`. A decline is an answer, and a repeat tries no second time; what follows from it is dunning. */
export async function collectInvoiceById(ctx: BaseCtx, invoiceId: string, askedAt: Date): Promise<void> {
  await collectInvoice(await ctxOfInvoice(ctx, invoiceId), invoiceId, askedAt)
}

type Due = { id: string; clientId: string; act: 'period' | 'threshold' | 'late' }

const batch = 200
/** One run takes so many batches at most; the next run goes on. */
const rounds = 50

/** How many digits a period's currency has after its point. */
const exponent = Prisma.sql`CASE ${Prisma.join(oddExponents.map((odd) => Prisma.sql`WHEN p."currency" IN (${Prisma.join([...odd.currencies])}) THEN ${odd.exponent}`), ' ')} ELSE 2 END`

/** A parked client waits for staff: nothing of theirs is invoiced meanwhile. */
const notParked = Prisma.sql`NOT EXISTS (SELECT 1 FROM "ParkedClient" k WHERE k."clientId" = p."clientId" AND k."releasedAt" IS NULL)`

/** Periods with something to invoice at `now`, found along partial indexes. */
async function dueUsage(now: Date): Promise<Due[]> {
  return platformDb.$queryRaw<Due[]>`
    (SELECT p."id", p."clientId", 'period' AS act FROM "UsagePeriod" p
      JOIN "Subscription" s ON s."id" = p."subscriptionId" JOIN "PlanVersion" v ON v."id" = s."planVersionId"
      WHERE ${notParked} AND p."closedAt" IS NULL AND p."endsAt" <= ${now}
        AND (p."endsAt" + make_interval(mins => v."usageGraceMinutes") <= ${now}
          OR NOT EXISTS (SELECT 1 FROM "Invoice" i WHERE i."subscriptionId" = p."subscriptionId" AND i."periodStart" = p."startsAt" AND i."reason" = 'usage' AND i."documentStatus" = 'draft'))
        AND (p."endsAt" + make_interval(mins => v."usageGraceMinutes") <= ${now} OR p."overagePicos" > p."invoicedOveragePicos" OR v."minimumCommitmentMinor" IS NOT NULL)
      ORDER BY p."endsAt" LIMIT ${batch})
    UNION ALL
    (SELECT p."id", p."clientId", 'threshold' FROM "UsagePeriod" p
      JOIN "Subscription" s ON s."id" = p."subscriptionId" JOIN "PlanVersion" v ON v."id" = s."planVersionId"
      WHERE ${notParked} AND p."closedAt" IS NULL AND p."endsAt" > ${now} AND p."startsAt" <= ${now} AND v."thresholdInvoiceMinor" IS NOT NULL
        AND p."overagePicos" - p."invoicedOveragePicos" >= v."thresholdInvoiceMinor" * 10::numeric ^ (12 - (${exponent}))
      ORDER BY p."id" LIMIT ${batch})
    UNION ALL
    (SELECT min(p."id"), p."clientId", 'late' FROM "UsagePeriod" p
      WHERE ${notParked} AND p."closedAt" IS NOT NULL AND p."invoicedOveragePicos" < p."overagePicos"
        AND NOT EXISTS (SELECT 1 FROM "UsagePeriod" q WHERE q."clientId" = p."clientId" AND q."closedAt" IS NULL)
      GROUP BY p."clientId", p."currency"
      HAVING sum(p."overagePicos" - p."invoicedOveragePicos") >= (CASE ${exponent} WHEN 3 THEN ${minimumChargeMinor('KWD')}::bigint ELSE ${minimumChargeMinor('USD')}::bigint END) * 10::numeric ^ (12 - ${exponent}) LIMIT ${batch})`
}

const acts = { period: draftUsageInvoice, threshold: invoiceUsageThreshold, late: invoiceLateUsage } as const

/**
 * Drafts, finalises and closes the usage of every period where that is due. One transaction a client; one that fails is told and
 * stops no other. Any number of workers may run it at once.
 */
export async function invoiceDueUsage(ctx: BaseCtx): Promise<RunReport> {
  const report: RunReport = { done: 0, failed: [] }
  const seen = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const fresh = (await dueUsage(ctx.clock.now())).filter(({ id, act }) => !seen.has(`${act}:${id}`))
    if (fresh.length === 0) break
    for (const due of fresh) {
      seen.add(`${due.act}:${due.id}`)
      await invoiceOne(ctx, due, report)
    }
  }
  return report
}

async function invoiceOne(ctx: BaseCtx, { id, clientId, act }: Due, report: RunReport): Promise<void> {
  try {
    const { did } = await acts[act](await billingCtxOf(ctx, clientId, 'invoices'), { id })
    if (did !== 'nothing') report.done++
  } catch (error) {
    report.failed.push({ id, error: error instanceof Error ? error.message : String(error) })
  }
}
