import { afterAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { FixedClock, hours, minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { createTestClient, noProviders, systemCtx } from '@/lib/testing/contexts'
import { settleOpenPayments } from './run-billing'

afterAll(closePool)

const start = new Date('2026-03-15T10:00:00Z')

/** Attempts whose provider is gone: nothing that is asked about them ever changes anything. */
async function stuckAttempts(clientId: string, count: number, createdAt: Date): Promise<string[]> {
  const entity = newId('lgl')
  await platformDb.legalEntity.create({ data: { id: entity, name: 'Seller', address: 'Street', country: 'US', invoicePrefix: entity } })
  const ids = Array.from({ length: count }, () => ({ invoiceId: newId('inv'), id: newId('pay') }))
  await platformDb.invoice.createMany({ data: ids.map(({ invoiceId }, i) => ({
    id: invoiceId, clientId, legalEntityId: entity, number: `${entity}-${i}`, reason: 'manual', documentStatus: 'open', paymentStatus: 'unpaid', mode: 'test', currency: 'USD', subtotalMinor: 100n,
    taxMinor: 0n, totalMinor: 100n, issuedAt: createdAt, dueAt: createdAt, seller: {}, buyer: {}, tax: [], locale: 'en', timeZone: 'UTC', createdAt, updatedAt: createdAt,
  })) })
  await platformDb.payment.createMany({ data: ids.map(({ invoiceId, id }) => ({
    id, clientId, invoiceId, provider: 'stripe', mode: 'test', amountMinor: 100n, currency: 'USD', state: 'awaiting_customer', externalId: id, idempotencyKey: id, createdAt, updatedAt: createdAt,
  })) })
  return ids.map(({ id }) => id)
}

it('attempts that never change do not keep the others from being asked about', async () => {
  const clock = new FixedClock(start)
  const { clientId } = await createTestClient({ clock })
  const old = await stuckAttempts(clientId, 201, plus(start, -hours(5)))
  const [young] = await stuckAttempts(clientId, 1, plus(start, -minutes(3)))
  const run = () => settleOpenPayments(systemCtx('janitor', clock, noProviders))
  await run()
  clock.advance(minutes(1))
  await run()
  const asked = await platformDb.payment.findMany({ where: { clientId, checkedAt: { not: null } }, select: { id: true } })
  expect(asked.map(({ id }) => id).sort()).toEqual([...old, young].sort())
})

it('is patient with old attempts and quick with new ones', async () => {
  const clock = new FixedClock(start)
  const { clientId } = await createTestClient({ clock })
  const [old] = await stuckAttempts(clientId, 1, plus(start, -hours(5)))
  const [young] = await stuckAttempts(clientId, 1, plus(start, -minutes(3)))
  const askedAt = async (id: string | undefined) => (await platformDb.payment.findUniqueOrThrow({ where: { id: id ?? '' } })).checkedAt
  await settleOpenPayments(systemCtx('janitor', clock, noProviders))
  clock.advance(minutes(2))
  await settleOpenPayments(systemCtx('janitor', clock, noProviders))
  expect([await askedAt(old), await askedAt(young)]).toEqual([start, plus(start, minutes(2))])
})
