import type { Db } from '@/lib/db/transaction'
import { DomainError } from '@/lib/kernel/error'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { UsageCharge } from './lines'

export type Claim = { usagePeriodId: string; before: { picos: bigint; minor: bigint }; charges: readonly UsageCharge[]; dueMinor: bigint }

/**
 * Puts a period's usage on an invoice, once: the guarded statement fails when anybody took some of it since it was read.
 * @throws DomainError conflict
 */
export async function claimUsage(db: Db, clock: Clock, clientId: string, invoiceId: string | null, claim: Claim): Promise<void> {
  const { usagePeriodId, before, charges, dueMinor } = claim
  const picos = charges.reduce((sum, charge) => sum + charge.picos, 0n)
  const count = await db.$executeRaw`
    UPDATE "UsagePeriod" SET "invoicedOveragePicos" = "invoicedOveragePicos" + ${picos}, "invoicedMinor" = "invoicedMinor" + ${dueMinor},
      "invoiceId" = coalesce(${invoiceId}, "invoiceId")
    WHERE "id" = ${usagePeriodId} AND "clientId" = ${clientId} AND "invoicedOveragePicos" = ${before.picos} AND "invoicedMinor" = ${before.minor}
      AND "invoicedOveragePicos" + ${picos} <= "overagePicos"`
  if (count === 0) throw new DomainError('conflict', { internal: `usage of ${usagePeriodId} is on another invoice already` })
  if (invoiceId === null) return
  // What belongs to no model (a commitment, a correction) is kept too, so that giving the invoice up gives all of it back.
  const rest = dueMinor - charges.reduce((sum, charge) => sum + charge.amountMinor, 0n)
  const rows = [...charges, ...(rest === 0n ? [] : [{ slug: '', picos: 0n, tokens: 0n, requests: 0n, amountMinor: rest }])]
  const now = clock.now()
  await db.usageCharge.createMany({
    data: rows.map(({ slug, picos: overagePicos, tokens, requests, amountMinor }) => ({
      id: newId('uch', now), clientId, usagePeriodId, invoiceId, modelSlug: slug, overagePicos, tokens, requests, amountMinor, createdAt: now,
    })),
  })
}

/** Gives the usage of an invoice that becomes void back to its periods: the next invoice asks for it again. */
export async function releaseUsage(db: Db, clientId: string, invoiceId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "UsagePeriod" p SET "invoicedOveragePicos" = p."invoicedOveragePicos" - c.picos, "invoicedMinor" = p."invoicedMinor" - c.minor
    FROM (SELECT "usagePeriodId", sum("overagePicos")::bigint AS picos, sum("amountMinor")::bigint AS minor FROM "UsageCharge"
      WHERE "invoiceId" = ${invoiceId} AND "clientId" = ${clientId} GROUP BY 1) c
    WHERE p."id" = c."usagePeriodId" AND p."clientId" = ${clientId}`
}
