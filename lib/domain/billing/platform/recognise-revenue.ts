import { lockName } from '@/lib/db/locks'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction, type Db } from '@/lib/db/transaction'
import { postTransaction } from '@/lib/domain/ledger'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { earnedAt } from '../recognition/earned'

const batch = 2_000

/**
 * Lines that are earned over a period, of invoices that are paid, each once. Usage and one-off lines are revenue as they are posted;
 * top-ups and changes that came too late become wallet credit and credit lines balance a carry, so none of them is earned by time. A line without a period is earned as it is paid.
 */
async function scheduleNew(db: Db, now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "RevenueSchedule" ("id", "clientId", "invoiceId", "position", "mode", "currency", "amountMinor", "startsAt", "endsAt", "createdAt")
    SELECT 'rvs_' || substr(l."id", 5), i."clientId", i."id", l."position", i."mode", i."currency", l."amountMinor" - l."discountMinor",
      coalesce(l."periodStart", i."paidAt"), coalesce(l."periodEnd", i."paidAt"), ${now}
    FROM "Invoice" i JOIN "InvoiceLine" l ON l."clientId" = i."clientId" AND l."invoiceId" = i."id"
    WHERE i."documentStatus" = 'open' AND i."paymentStatus" = 'paid' AND i."paidAt" IS NOT NULL AND l."kind" IN ('plan', 'proration') AND l."amountMinor" <> l."discountMinor"
      AND NOT EXISTS (SELECT 1 FROM "RevenueSchedule" s WHERE s."invoiceId" = i."id" AND s."position" = l."position")
      AND NOT EXISTS (SELECT 1 FROM "SubscriptionChange" c WHERE c."invoiceId" = i."id" AND c."state" = 'credited')
    ON CONFLICT DO NOTHING`
}

type Running = { id: string; mode: string; currency: string; amountMinor: bigint; recognisedMinor: bigint; startsAt: Date; endsAt: Date; at: Date }

/** The next lines with something left, each with the time its client lives by. */
const running = (db: Db, now: Date, after: string) => db.$queryRaw<Running[]>`
  SELECT s."id", s."mode", s."currency", s."amountMinor", s."recognisedMinor", s."startsAt", s."endsAt", coalesce(t."now", ${now}) AS "at"
  FROM "RevenueSchedule" s JOIN "Client" c ON c."id" = s."clientId" LEFT JOIN "TestClock" t ON t."id" = c."testClockId"
  WHERE s."recognisedMinor" <> s."amountMinor" AND s."startsAt" <= coalesce(t."now", ${now}) AND s."id" > ${after}
  ORDER BY s."id" LIMIT ${batch} FOR UPDATE OF s`

async function recogniseBatch(db: Db, clock: Clock, after: string): Promise<{ last: string | null; minor: Map<string, bigint> }> {
  const rows = await running(db, clock.now(), after)
  const earned = rows.map((row) => ({ ...row, targetMinor: earnedAt(row, row.at) })).filter(({ targetMinor, recognisedMinor, amountMinor }) =>
    amountMinor < 0n ? targetMinor < recognisedMinor : targetMinor > recognisedMinor)
  const minor = new Map<string, bigint>()
  for (const { mode, currency, targetMinor, recognisedMinor } of earned) {
    const key = `${mode} ${currency}`
    minor.set(key, (minor.get(key) ?? 0n) + targetMinor - recognisedMinor)
  }
  await db.$executeRaw`
    UPDATE "RevenueSchedule" s SET "recognisedMinor" = n."minor"
    FROM unnest(${earned.map(({ id }) => id)}::text[], ${earned.map(({ targetMinor }) => targetMinor)}::bigint[]) n("id", "minor") WHERE s."id" = n."id"`
  for (const [key, amount] of minor) {
    const [mode = '', currency = ''] = key.split(' ')
    const id = newId('rec', clock.now())
    await postTransaction(db, clock, {
      sourceKind: 'recognition', sourceId: id, clientId: null, mode, description: `Revenue earned until ${clock.now().toISOString()}`,
      entries: [
        { account: { clientId: null, kind: 'deferred_revenue' }, amount: money(amount, currency) },
        { account: { clientId: null, kind: 'revenue' }, amount: money(-amount, currency) },
      ],
    })
  }
  return { last: rows.length === batch ? (rows.at(-1)?.id ?? null) : null, minor }
}

/**
 * Turns deferred revenue into revenue as time passes, to be run once a day: each paid line up to its share of its period. In batches of one
 * transaction and one booking a mode and currency; a line's schedule says what of it is booked. Repeating it books nothing more.
 * @returns how many lines' worth of batches were looked at
 */
export async function recogniseRevenue(clock: Clock): Promise<number> {
  await inTransaction(platformDb, async (db) => {
    await lockName(db, 'recognise-revenue')
    await scheduleNew(db, clock.now())
  })
  let batches = 0
  for (let after: string | null = ''; after !== null; batches++) {
    const from: string = after
    after = (await inTransaction(platformDb, (db) => recogniseBatch(db, clock, from))).last
  }
  return batches
}
