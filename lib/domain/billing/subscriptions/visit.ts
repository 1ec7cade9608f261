import { z } from 'zod'
import { planVersionFields } from '@/lib/domain/catalog/plan-row'
import type { ClientRun } from '@/lib/domain/context'
import { ask } from '@/lib/domain/remember'
import { notFound } from '@/lib/kernel/error'
import { idFloor } from '@/lib/kernel/id'
import { days, plus } from '@/lib/kernel/clock'
import { buyerFrom, BuyerRow, type Buyer } from '../buyer'
import type { HeldRow } from './holding'

/** What a visit by the clock must know about a subscription and its client, as it is under the client's lock. */
export type Visit = {
  row: HeldRow
  buyer: Buyer
  hasCoupons: boolean
  /** Whether an invoice ever carried what was too little to collect. */
  hasCarried: boolean
  hasOwnPrices: boolean
  hasWallet: boolean
  /** Where the last allowance ends. */
  allowanceEndsAt: Date | null
  /** When the client's invoices of the last two days were made, those of staff left out. */
  madeAt: Date[]
}

const minor = z.string().transform(BigInt)
const instant = z.coerce.date()
const span = z.object({
  id: z.string(), invoiceId: z.string().nullable(), startsAt: instant, endsAt: instant, billedUntil: instant, netMinor: minor, creditedMinor: minor, taxPpm: z.number(), taxIsInclusive: z.boolean(),
})
const change = z.object({ id: z.string(), kind: z.string(), invoiceId: z.string().nullable(), expiresAt: instant })
const invoice = z.object({
  id: z.string(), reason: z.string(), paymentStatus: z.string(), dueAt: instant.nullable(), periodStart: instant.nullable(), periodEnd: instant.nullable(), totalMinor: minor,
})
const Around = z.object({ spans: z.array(span), changes: z.array(change), invoices: z.array(invoice), client: BuyerRow, madeAt: z.array(instant) })

type Row = Omit<HeldRow, 'spans' | 'changes' | 'invoices' | 'planVersion'> & Omit<Visit, 'row' | 'buyer' | 'madeAt'> & { around: unknown }

/**
 * Reads a visit in one statement, beside the plan's version, which never changes: a run makes thousands of visits, and what they cost is
 * mostly the way to the database. `readHeld` reads the same row for everybody else. @throws DomainError not_found
 */
export async function readVisit({ db, clientId, clock, remember = ask }: Pick<ClientRun, 'db' | 'clientId' | 'clock' | 'remember'>, id: string): Promise<Visit> {
  const [found] = await db.$queryRaw<Row[]>`
    SELECT s."id", s."clientId", s."status", s."planVersionId", s."interval", s."currency", s."quantity", s."amountMinor", s."anchorDay", s."timeZone", s."currentPeriodStart",
      s."currentPeriodEnd", s."trialEndsAt", s."trialNoticeSentAt", s."spendLimitPicos", s."pendingPlanVersionId", s."pendingInterval", s."pendingQuantity", s."pendingAmountMinor",
      s."pauseKind", s."pausedAt", s."resumesAt", s."collectsFrom", s."serviceSuspendedAt", s."cancelAtPeriodEnd", s."canceledAt", s."activatedAt", s."createdAt",
      EXISTS (SELECT 1 FROM "CouponRedemption" r WHERE r."clientId" = s."clientId" AND r."state" = 'active') AS "hasCoupons",
      EXISTS (SELECT 1 FROM "InvoiceLine" l WHERE l."clientId" = s."clientId" AND l."kind" = 'carried') AS "hasCarried",
      EXISTS (SELECT 1 FROM "CustomPrice" p WHERE p."clientId" = s."clientId") AS "hasOwnPrices",
      EXISTS (SELECT 1 FROM "Wallet" w WHERE w."clientId" = s."clientId") AS "hasWallet",
      (SELECT max(u."endsAt") FROM "UsagePeriod" u WHERE u."clientId" = s."clientId" AND u."subscriptionId" = s."id") AS "allowanceEndsAt",
      jsonb_build_object(
        'spans', ARRAY(SELECT jsonb_build_object('id', x."id", 'invoiceId', x."invoiceId", 'startsAt', x."startsAt", 'endsAt', x."endsAt", 'billedUntil', x."billedUntil",
            'netMinor', x."netMinor"::text, 'creditedMinor', x."creditedMinor"::text, 'taxPpm', x."taxPpm", 'taxIsInclusive', x."taxIsInclusive")
          FROM "ServiceSpan" x WHERE x."clientId" = s."clientId" AND x."subscriptionId" = s."id" ORDER BY x."startsAt" DESC LIMIT 1),
        'changes', ARRAY(SELECT jsonb_build_object('id', c."id", 'kind', c."kind", 'invoiceId', c."invoiceId", 'expiresAt', c."expiresAt")
          FROM "SubscriptionChange" c WHERE c."clientId" = s."clientId" AND c."subscriptionId" = s."id" AND c."state" = 'pending'),
        'invoices', ARRAY(SELECT jsonb_build_object('id', i."id", 'reason', i."reason", 'paymentStatus', i."paymentStatus", 'dueAt', i."dueAt", 'periodStart', i."periodStart",
            'periodEnd', i."periodEnd", 'totalMinor', i."totalMinor"::text)
          FROM "Invoice" i WHERE i."clientId" = s."clientId" AND i."subscriptionId" = s."id" AND i."documentStatus" = 'open' ORDER BY i."id" DESC),
        'madeAt', ARRAY(SELECT to_jsonb(i."createdAt") FROM "Invoice" i WHERE i."clientId" = s."clientId" AND i."id" >= ${idFloor('inv', plus(clock.now(), -days(2)))} AND i."reason" <> 'manual'),
        'client', jsonb_build_object('name', c."name", 'currency', c."currency", 'mode', c."mode", 'profile', to_jsonb(p))
      ) AS "around"
    FROM "Subscription" s JOIN "Client" c ON c."id" = s."clientId" LEFT JOIN "ClientProfile" p ON p."clientId" = s."clientId"
    WHERE s."clientId" = ${clientId} AND s."id" = ${id}`
  if (!found) throw notFound('subscription')
  const { around, hasCoupons, hasCarried, hasOwnPrices, hasWallet, allowanceEndsAt, ...own } = found
  const { client, madeAt, ...children } = Around.parse(around)
  const planVersion = await remember(`plan version ${own.planVersionId}`, () => db.planVersion.findUniqueOrThrow({ where: { id: own.planVersionId }, select: planVersionFields }))
  return { row: { ...own, ...children, planVersion }, buyer: buyerFrom(client), hasCoupons, hasCarried, hasOwnPrices, hasWallet, allowanceEndsAt, madeAt }
}
