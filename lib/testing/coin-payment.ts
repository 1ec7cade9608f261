import { platformDb } from '@/lib/db/platform-db'
import { issueCoinAddress } from '@/lib/domain/billing/coins/issue-address'
import { systemClock, type Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { ChainSource, CoinAsset } from '@/lib/providers/chains/types'
import { inTransaction } from '@/lib/db/transaction'
import { createTestClient } from './contexts'

export type CoinPayment = { clientId: string; paymentId: string; address: string; addressId: string }

/** An attempt that waits for coins, with an address of its own; of a client made for it unless one is given. */
export async function createCoinPayment(source: ChainSource, asset: CoinAsset, { clock = systemClock, clientId }: { clock?: Clock; clientId?: string } = {}): Promise<CoinPayment> {
  const owner = clientId ?? (await createTestClient({ clock })).clientId
  const paymentId = await createPayment(owner, clock)
  const { id, address } = await inTransaction(platformDb, (db) => issueCoinAddress(db, clock, source, { clientId: owner, paymentId, asset }))
  return { clientId: owner, paymentId, address, addressId: id }
}

export async function createPayment(clientId: string, clock: Clock = systemClock): Promise<string> {
  const now = clock.now()
  const [invoiceId, paymentId, legalEntityId] = [newId('inv'), newId('pay'), newId('lgl')]
  await platformDb.invoice.create({ data: {
    id: invoiceId, clientId, legalEntityId, reason: 'manual', documentStatus: 'draft', paymentStatus: 'unpaid', mode: 'test', currency: 'USD',
    subtotalMinor: 1_000n, taxMinor: 0n, totalMinor: 1_000n, seller: {}, buyer: {}, tax: [], locale: 'en', timeZone: 'UTC', createdAt: now, updatedAt: now,
  } })
  await platformDb.payment.create({ data: {
    id: paymentId, clientId, invoiceId, provider: 'crypto', mode: 'test', amountMinor: 1_000n, currency: 'USD', state: 'awaiting_customer', idempotencyKey: paymentId, createdAt: now, updatedAt: now,
  } })
  return paymentId
}

/** What is recorded at an address, in the order it was seen. */
export async function recordedAt({ addressId }: Pick<CoinPayment, 'addressId'>) {
  const rows = await platformDb.coinArrival.findMany({
    where: { addressId }, orderBy: { id: 'asc' },
    select: { id: true, asset: true, key: true, units: true, blockHeight: true, confirmations: true, isFinal: true, isReplaceable: true, goneAt: true },
  })
  return rows.map(({ units, goneAt, ...row }) => ({ ...row, units: BigInt(units.toFixed(0)), isGone: goneAt !== null }))
}

/** How often the money side has been told about a payment. */
export const timesTold = async ({ clientId, paymentId }: CoinPayment): Promise<number> =>
  (await platformDb.outboxMessage.findMany({ where: { clientId, topic: 'coins.settle' }, select: { payload: true } })).filter(({ payload }) => JSON.stringify(payload).includes(paymentId)).length
