import type { Db } from '@/lib/db/transaction'
import type { InstancePriceView } from './view'

/** What a client's subscription allows of instances at an instant. */
export type InstanceStanding = {
  /** False: nothing may run, because there is no subscription in service. */
  isLive: boolean
  planVersionId: string | null
  maxInstances: number
  sizeIds: readonly string[]
  /** What is free in the wallet, and what is left of the period's spend limit (1e-12 major units). */
  walletPicos: bigint
  overagePicos: bigint
}

const notNegative = (picos: bigint): bigint => (picos > 0n ? picos : 0n)

async function fundsOf(db: Db, clientId: string, subscriptionId: string | null, currency: string, at: Date): Promise<Pick<InstanceStanding, 'walletPicos' | 'overagePicos'>> {
  const wallet = await db.wallet.findFirst({ where: { clientId, currency }, select: { balancePicos: true, heldPicos: true } })
  const period = subscriptionId === null ? null : await db.usagePeriod.findFirst({
    where: { clientId, subscriptionId, startsAt: { lte: at }, endsAt: { gt: at } }, select: { spendLimitPicos: true, overagePicos: true, heldOveragePicos: true },
  })
  return {
    walletPicos: wallet ? notNegative(wallet.balancePicos - wallet.heldPicos) : 0n,
    overagePicos: period ? notNegative(period.spendLimitPicos - period.overagePicos - period.heldOveragePicos) : 0n,
  }
}

/** Whether and how a client may have instances: its plan in service, and the money within reach. One answer for verbs, jobs and the manager. */
export async function standingOf(db: Db, clientId: string, currency: string, at: Date): Promise<InstanceStanding> {
  const subscription = await db.subscription.findFirst({
    where: { clientId, status: { in: ['trialing', 'active', 'past_due'] }, serviceSuspendedAt: null },
    select: { id: true, planVersion: { select: { id: true, maxInstances: true, instanceSizes: { select: { sizeId: true } } } } },
  })
  const funds = await fundsOf(db, clientId, subscription?.id ?? null, currency, at)
  if (!subscription) return { isLive: false, planVersionId: null, maxInstances: 0, sizeIds: [], ...funds }
  const { id, maxInstances, instanceSizes } = subscription.planVersion
  return { isLive: true, planVersionId: id, maxInstances, sizeIds: instanceSizes.map(({ sizeId }) => sizeId), ...funds }
}

/** Whether the money within reach covers an hour at a price; what has none costs nothing. */
export const paysAnHour = (price: InstancePriceView | null, { walletPicos, overagePicos }: InstanceStanding): boolean =>
  price === null || walletPicos + overagePicos >= price.hourMicros * 1_000_000n
