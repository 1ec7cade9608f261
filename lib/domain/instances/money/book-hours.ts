import type { Db } from '@/lib/db/transaction'
import { hoursPrefix } from '@/lib/domain/billing/invoices/usage/lines'
import { minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { HourFunds } from './funds'
import type { HoursCharge } from './hours'
import type { ChargedInstance } from './read-history'

const json = (value: unknown): string => JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))

/**
 * Takes a charge out of wallet and overage and writes its usage row, the way of every request: a hold, closed at once.
 * @returns false when the money went elsewhere meanwhile: read the funds again
 */
export async function bookHours(db: Db, clientId: string, instance: ChargedInstance, { picos, until, priceId }: HoursCharge, funds: HourFunds): Promise<boolean> {
  const walletPicos = picos < funds.walletPicos ? picos : funds.walletPicos
  const overagePicos = picos - walletPicos
  const { usagePeriodId, walletId } = funds
  const id = newId('req', until)
  const hold = { id, clientId, usagePeriodId, walletId, allowanceTokens: 0, walletPicos, overagePicos, keyId: null, keyPicos: 0, expiresAt: plus(until, minutes(15)), request: {} }
  const [taken] = await db.$queryRaw<{ verdict: string }[]>`SELECT verdict FROM hold_take_many(${json([hold])}::jsonb)`
  if (taken?.verdict !== 'taken') return false
  const event = {
    id, keyId: null, userId: null, modelId: instance.id, modelSlug: `${hoursPrefix}${instance.name}`, upstreamId: null, modelPriceId: priceId ?? '', endpoint: 'instance', source: 'api', isStream: false,
    status: 'ok', httpStatus: 200, errorCode: null, isEstimated: false, inputTokens: 0, cachedTokens: 0, outputTokens: 0, currency: instance.currency, costPicos: picos, allowanceTokens: 0, walletPicos, overagePicos,
    latencyMs: 0, firstTokenMs: null, attempts: 1, createdAt: plus(until, -1), // it belongs to the hour it was used in
  }
  await db.$queryRaw`SELECT closed FROM hold_settle_many(${json([{ event }])}::jsonb)`
  return true
}
