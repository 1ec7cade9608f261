import type { Prisma } from '@/lib/db/generated/client'
import { insertRows } from '@/lib/db/insert-rows'
import type { Db } from '@/lib/db/transaction'
import { openWallet } from '@/lib/domain/ledger'
import { required } from '@/lib/kernel/assert'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { allowanceMonth } from '../period'
import { cutSpan } from './spans'

const serviceFields = {
  id: true, currency: true, anchorDay: true, timeZone: true, currentPeriodStart: true, currentPeriodEnd: true, spendLimitPicos: true, quantity: true,
  planVersion: { select: { includedTokens: true } },
} as const satisfies Prisma.SubscriptionSelect
type Served = Prisma.SubscriptionGetPayload<{ select: typeof serviceFields }>

/** Opens the allowance of the month that holds `at`, once; a yearly subscription gets a new one each month, every seat its own tokens. */
export async function openUsagePeriod(db: Db, clock: Clock, clientId: string, subscriptionId: string, at: Date): Promise<void> {
  const found = await db.subscription.findUnique({ where: { clientId_id: { clientId, id: subscriptionId } }, select: serviceFields })
  const row = required(found, `subscription ${subscriptionId}`)
  const last = await db.usagePeriod.findFirst({ where: { clientId, subscriptionId }, orderBy: { endsAt: 'desc' }, select: { endsAt: true } })
  const allowance = allowanceRow(clock, clientId, row, { at, lastEndsAt: last?.endsAt ?? null })
  if (!allowance) return
  await openWallet(db, clock, clientId, row.currency)
  await insertRows(db, { UsagePeriod: [allowance] })
}

/** The allowance that `openUsagePeriod` opens; null when there is one that reaches to the month's end. */
export function allowanceRow(clock: Clock, clientId: string, row: Served, { at, lastEndsAt }: { at: Date; lastEndsAt: Date | null }): Prisma.UsagePeriodUncheckedCreateInput | null {
  const paid = { startsAt: required(row.currentPeriodStart, 'period start'), endsAt: required(row.currentPeriodEnd, 'period end') }
  const month = allowanceMonth({ day: row.anchorDay, timeZone: row.timeZone }, paid, at)
  // One that was cut short today ends where this one begins.
  const startsAt = lastEndsAt && lastEndsAt > month.startsAt ? lastEndsAt : month.startsAt
  if (startsAt >= month.endsAt) return null
  return {
    id: newId('prd', clock.now()), clientId, subscriptionId: row.id, startsAt, endsAt: month.endsAt, currency: row.currency,
    includedTokens: row.planVersion.includedTokens * BigInt(row.quantity), spendLimitPicos: row.spendLimitPicos,
  }
}

/** Ends the running allowance at `at`; what was used of it stays as it is and is billed when its grace is over. */
export async function closeUsagePeriod(db: Db, clientId: string, subscriptionId: string, at: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE "UsagePeriod" SET "endsAt" = GREATEST(${at}, "startsAt" + interval '1 millisecond')
    WHERE "clientId" = ${clientId} AND "subscriptionId" = ${subscriptionId} AND "endsAt" > ${at}`
}

type Allowance = { from: bigint; to: bigint; at: Date; spendLimitPicos: bigint; allowsOverage: boolean }

/**
 * Turns the running month's allowance into that of another plan: each plan's share for the time it holds, and never less than is used.
 * Where the new plan stops at its allowance, no more overage is allowed than there is already.
 */
export async function moveAllowance(db: Db, clientId: string, subscriptionId: string, { from, to, at, spendLimitPicos, allowsOverage }: Allowance): Promise<void> {
  const limit = allowsOverage ? spendLimitPicos : 0n
  await db.$executeRaw`
    UPDATE "UsagePeriod" SET
      "includedTokens" = GREATEST("usedTokens" + "heldTokens", "includedTokens" + floor(${to - from}::numeric
        * extract(epoch FROM "endsAt" - GREATEST(${at}, "startsAt")) / extract(epoch FROM "endsAt" - "startsAt"))::bigint),
      "spendLimitPicos" = GREATEST(${limit}::bigint, "overagePicos" + "heldOveragePicos")
    WHERE "clientId" = ${clientId} AND "subscriptionId" = ${subscriptionId} AND "startsAt" <= ${at} AND "endsAt" > ${at}`
}

/** Ends service at `at`: the running span is cut (its rest given back or not) and the allowance closed. */
export async function endService(db: Db, clientId: string, subscriptionId: string, at: Date, creditMinor: bigint, closedAt: Date): Promise<void> {
  const span = await db.serviceSpan.findFirst({
    where: { clientId, subscriptionId, endsAt: { gt: at } }, orderBy: { startsAt: 'desc' },
    select: { id: true, invoiceId: true, startsAt: true, endsAt: true, billedUntil: true, netMinor: true, creditedMinor: true, taxPpm: true, taxIsInclusive: true },
  })
  if (span) await cutSpan(db, clientId, span, at, creditMinor)
  await closeUsagePeriod(db, clientId, subscriptionId, closedAt)
}
