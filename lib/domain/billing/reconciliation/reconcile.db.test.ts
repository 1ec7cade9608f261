import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { listFindings, resolveFinding } from '@/lib/domain/admin'
import { days, plus, systemClock } from '@/lib/kernel/clock'
import { staffCtx, systemCtx } from '@/lib/testing/contexts'
import { orderPro, startRails, type Rails } from '@/lib/testing/payment-rails'
import { seedCatalog } from '@/prisma/seed/catalog'
import { syncPayment } from '../open-payment'
import { reconcile } from '../platform/reconcile'

let rails: Rails
beforeAll(async () => {
  await seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z'))
  rails = await startRails()
})
afterAll(async () => {
  await rails.close()
  await closePool()
})

const today = () => ({ from: plus(systemClock.now(), -days(1)), to: plus(systemClock.now(), days(1)) })
const run = () => reconcile(systemCtx('reconcile', systemClock, rails.providers), 'stripe', today())
const staff = () => staffCtx('finance')
const openFindings = async () => (await listFindings(staff(), { state: 'open' })).data

async function paid() {
  const purchase = await orderPro(rails.providers, 'stripe')
  await rails.stripe.payOnPage(purchase.externalId ?? '')
  await syncPayment(purchase.ctx, purchase.paymentId)
  return purchase
}

it('books what the provider took and we had not heard of, and reports nothing where both agree', async () => {
  const heard = await paid()
  const unheard = await orderPro(rails.providers, 'stripe')
  await rails.stripe.payOnPage(unheard.externalId ?? '')
  const id = await run()
  expect(await platformDb.reconciliation.findUnique({ where: { id } })).toMatchObject({ state: 'done', payments: 2 })
  expect(await platformDb.payment.findUnique({ where: { id: unheard.paymentId } })).toMatchObject({ state: 'succeeded' })
  expect(await platformDb.payment.findUnique({ where: { id: heard.paymentId } })).toMatchObject({ state: 'succeeded' })
  expect(await openFindings()).toEqual([])
})

it('finds a payment of neither side once, however often it runs, until somebody says what became of it', async () => {
  const mine = await paid()
  const charge = [...rails.stripe.books.charges.values()].find(({ metadata }) => metadata.payment_id === mine.paymentId)!
  rails.stripe.books.charges.delete(charge.id)
  rails.stripe.books.charges.set('ch_stray', { ...charge, id: 'ch_stray', metadata: {} })
  await run()
  await run()
  const found = await openFindings()
  expect(found.map(({ kind, reference }) => [kind, reference]).sort()).toEqual([['missing_here', 'ch_stray'], ['missing_there', mine.paymentId]])
  for (const { id } of found) await resolveFinding(staff(), { id, note: 'Told by the bank' })
  await expect(resolveFinding(staff(), { id: found[0]?.id ?? '', note: 'again' })).rejects.toMatchObject({ code: 'invalid_state' })
  await run()
  expect(await openFindings()).toEqual([])
})

it('a provider that does not answer leaves a failed run, not an empty one', async () => {
  rails.stripe.faults.fail = 50
  await expect(run()).rejects.toMatchObject({ code: 'upstream_failed' })
  rails.stripe.faults.fail = 0
  expect(await platformDb.reconciliation.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({ state: 'failed' })
})
