import type { Db } from '@/lib/db/transaction'
import { planView, planVersionFields, soldPlanVersions, type PlanVersionRow } from '@/lib/domain/catalog/plan-row'
import { priceOf, type PlanView } from '@/lib/domain/catalog/view'
import { DomainError, notFound } from '@/lib/kernel/error'
import type { Interval } from '../period'
import type { Offer } from './change-terms'

type Wanted = { clientId: string; plan: PlanView; interval: Interval; quantity: number; currency: string; at: Date }

/** The price of one seat that staff agreed with this client and that is in force at an instant, or null. */
export async function customPriceAt(db: Db, wanted: Omit<Wanted, 'quantity'>): Promise<bigint | null> {
  const { clientId, plan, interval, currency, at } = wanted
  const row = await db.customPrice.findFirst({
    where: { clientId, planVersionId: plan.versionId, interval, currency, effectiveFrom: { lte: at }, OR: [{ effectiveTo: null }, { effectiveTo: { gt: at } }] },
    select: { amountMinor: true },
  })
  return row?.amountMinor ?? null
}

/**
 * What a client would buy: a plan at its own price, else at list price, times the seats.
 * @throws DomainError invalid_state when the price is agreed with sales and there is none for this client
 */
export async function offerOf(db: Db, wanted: Wanted): Promise<Offer> {
  const { plan, interval, quantity, currency } = wanted
  const unitMinor = (await customPriceAt(db, wanted)) ?? priceOf(plan, interval, currency)?.amountMinor
  if (unitMinor === undefined) throw new DomainError('invalid_state', { field: 'planCode', fields: { planCode: { code: 'priceOnRequest' } } })
  return { planVersionId: plan.versionId, rank: plan.rank, interval, quantity, amountMinor: unitMinor * BigInt(quantity), trialDays: plan.trialDays }
}

/** The version of a plan that is sold at an instant. @throws DomainError not_found */
export async function soldPlan(db: Db, code: string, at: Date): Promise<PlanView> {
  const [row] = await soldPlanVersions(db, at, { code })
  if (!row) throw notFound('plan')
  return planView(row)
}

/** The client's own prices in force at an instant, of every version they were agreed for. */
export const ownPrices = (db: Db, clientId: string, at: Date) => db.customPrice.findMany({
  where: { clientId, effectiveFrom: { lte: at }, OR: [{ effectiveTo: null }, { effectiveTo: { gt: at } }] },
  select: { planVersionId: true, currency: true, interval: true, amountMinor: true },
})

/** Whether a client may choose a plan: everybody may what is shown to everybody, and a client what was priced for it. */
export const isOffered = (row: Pick<PlanVersionRow, 'id' | 'plan'>, own: readonly { planVersionId: string }[]): boolean =>
  row.plan.isPublic || own.some(({ planVersionId }) => planVersionId === row.id)

/** The version of a plan that this client may choose at an instant. @throws DomainError not_found, also for a plan priced for others */
export async function offeredPlan(db: Db, clientId: string, code: string, at: Date): Promise<PlanView> {
  const [row] = await soldPlanVersions(db, at, { code })
  if (!row || !isOffered(row, await ownPrices(db, clientId, at))) throw notFound('plan')
  return planView(row)
}

/** A version whether it is still sold or not: what somebody holds. @throws DomainError not_found */
export async function planVersion(db: Db, id: string): Promise<PlanView> {
  const row = await db.planVersion.findUnique({ where: { id }, select: planVersionFields })
  if (!row) throw notFound('plan')
  return planView(row)
}
