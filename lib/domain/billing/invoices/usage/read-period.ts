import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'
import type { UsagePricing } from './owed'
import type { ModelUsage } from './lines'
import { tierBases, tierModes } from './tiers'

const periodFields = {
  id: true, subscriptionId: true, startsAt: true, endsAt: true, currency: true, includedTokens: true, usedTokens: true, spendLimitPicos: true,
  invoicedOveragePicos: true, invoicedMinor: true, closedAt: true,
  subscription: { select: { planVersion: { select: {
    plan: { select: { code: true } }, usageGraceMinutes: true, minimumCommitmentMinor: true, thresholdInvoiceMinor: true, usageTierMode: true, usageTierBasis: true,
    usageTiers: { orderBy: { position: 'asc' }, select: { upTo: true, ratePpm: true, microsPerMillion: true, flatMinor: true, packageSize: true, packageMinor: true } },
  } } } },
} as const

export type UsagePeriodRow = Awaited<ReturnType<typeof readPeriod>>

/** A period of usage with how its plan prices it. @throws DomainError not_found */
export async function readPeriod(db: Db, clientId: string, id: string) {
  const row = await db.usagePeriod.findUnique({ where: { clientId_id: { clientId, id } }, select: periodFields })
  if (!row) throw notFound('usage period')
  return row
}

export function pricingOf({ subscription: { planVersion } }: UsagePeriodRow): UsagePricing {
  const mode = tierModes.find((one) => one === planVersion.usageTierMode)
  const basis = tierBases.find((one) => one === planVersion.usageTierBasis)
  return {
    commitmentMinor: planVersion.minimumCommitmentMinor,
    tiers: mode && basis && planVersion.usageTiers.length > 0 ? { mode, basis, tiers: planVersion.usageTiers } : null,
  }
}

export type MeteredUsage = { picos: bigint; tokens: bigint; walletPicos: bigint; models: ModelUsage[] }

type Row = { slug: string; name: string; picos: bigint; tokens: bigint; wallet: bigint; requests: bigint; leftPicos: bigint; leftTokens: bigint; leftRequests: bigint }

/**
 * What was metered in the period, read in one statement, and by model what of it stands on no invoice. A request's tokens count as
 * overage in the proportion in which overage paid for it.
 */
export async function readUsage(db: Db, clientId: string, usagePeriodId: string): Promise<MeteredUsage> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT e."modelSlug" AS slug, coalesce(max(m."name"), e."modelSlug") AS name,
      e.picos, e.tokens, e.wallet, e.requests,
      e.picos - coalesce(c.picos, 0)::bigint AS "leftPicos", greatest(e.tokens - coalesce(c.tokens, 0), 0)::bigint AS "leftTokens",
      greatest(e.requests - coalesce(c.requests, 0), 0)::bigint AS "leftRequests"
    FROM (
      SELECT "modelSlug", sum("overagePicos")::bigint AS picos, sum("walletPicos")::bigint AS wallet,
        sum(CASE WHEN "overagePicos" > 0 THEN div(greatest("inputTokens"::bigint + "outputTokens" - "allowanceTokens", 0)::numeric * "overagePicos", ("walletPicos" + "overagePicos")::numeric) ELSE 0 END)::bigint AS tokens,
        count(*) FILTER (WHERE "overagePicos" > 0 AND "endpoint" <> 'instance') AS requests
      FROM "UsageEvent" WHERE "usagePeriodId" = ${usagePeriodId} AND "clientId" = ${clientId} AND ("overagePicos" > 0 OR "walletPicos" > 0) GROUP BY 1
    ) e
    LEFT JOIN "Model" m ON m."slug" = e."modelSlug"
    LEFT JOIN (
      SELECT uc."modelSlug", sum(uc."overagePicos") AS picos, sum(uc."tokens") AS tokens, sum(uc."requests") AS requests
      FROM "UsageCharge" uc JOIN "Invoice" i ON i."id" = uc."invoiceId" AND i."documentStatus" <> 'void'
      WHERE uc."usagePeriodId" = ${usagePeriodId} AND uc."clientId" = ${clientId} GROUP BY 1
    ) c ON c."modelSlug" = e."modelSlug"
    GROUP BY e."modelSlug", e.picos, e.tokens, e.wallet, e.requests, c.picos, c.tokens, c.requests
    ORDER BY 1`
  const total = (pick: (row: Row) => bigint): bigint => rows.reduce((sum, row) => sum + pick(row), 0n)
  return {
    picos: total(({ picos }) => picos), tokens: total(({ tokens }) => tokens), walletPicos: total(({ wallet }) => wallet),
    models: rows.filter(({ leftPicos }) => leftPicos > 0n).map(({ slug, name, leftPicos, leftTokens, leftRequests }) => ({ slug, name, picos: leftPicos, tokens: leftTokens, requests: leftRequests })),
  }
}
