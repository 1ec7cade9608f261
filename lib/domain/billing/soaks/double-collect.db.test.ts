import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { cancelPaymentById, payInvoice, runClients, syncPayment } from '@/lib/domain/billing'
import { drainOutbox } from '@/lib/jobs/drain-outbox'
import { FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { as, systemCtx } from '@/lib/testing/contexts'
import { figure } from '@/lib/testing/figure'
import { manyDue } from '@/lib/testing/many-due'
import { orderPro, startRails, type Purchase, type Rails } from '@/lib/testing/payment-rails'
import { seedCatalog } from '@/prisma/seed/catalog'

let rails: Rails
beforeAll(async () => {
  await seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z'))
  rails = await startRails()
})
afterAll(async () => {
  await rails.close()
  await closePool()
})

const janitor = ({ ctx }: Purchase) => as(ctx, { kind: 'system', job: 'janitor' })
const visitsOf = (paymentIds: string[]) => [...rails.stripe.books.visits.values()].filter(({ client_reference_id }) => paymentIds.includes(client_reference_id ?? ''))
const chargesOf = (paymentIds: string[]) => [...rails.stripe.books.charges.values()].filter(({ metadata }) => paymentIds.includes(metadata.payment_id ?? '')).length
const paymentsOf = async (clientId: string) => (await platformDb.payment.findMany({ where: { clientId }, select: { id: true } })).map(({ id }) => id)

it('six tabs that pay one invoice at once share one attempt and one page, and it can be paid there once', async () => {
  const purchase = await orderPro(rails.providers, 'stripe')
  await Promise.all(Array.from({ length: 6 }, () => payInvoice(purchase.ctx, { id: purchase.invoiceId, provider: 'stripe' })))
  const ids = await paymentsOf(purchase.clientId)
  const pages = visitsOf(ids)
  const pressed = await Promise.all(pages.flatMap(({ id }) => [rails.stripe.payOnPage(id), rails.stripe.payOnPage(id)]))
  await Promise.all([syncPayment(janitor(purchase), purchase.paymentId), syncPayment(janitor(purchase), purchase.paymentId)])
  figure('six tabs on one invoice: attempts, pages, charges', `${ids.length}, ${pages.length}, ${chargesOf(ids)}`)
  expect({ attempts: ids.length, pages: pages.length, paid: pressed.filter(Boolean).length, charges: chargesOf(ids) }).toEqual({ attempts: 1, pages: 1, paid: 1, charges: 1 })
})

it('who goes back and pays another way cannot pay the old page too', async () => {
  const purchase = await orderPro(rails.providers, 'stripe')
  const { id: second } = await payInvoice(purchase.ctx, { id: purchase.invoiceId, provider: 'paypal' })
  await cancelPaymentById(systemCtx('payment.cancel', janitor(purchase).clock, rails.providers), purchase.paymentId)
  expect(await rails.stripe.payOnPage(purchase.externalId ?? '')).toBe(false)
  const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: second } })
  await rails.paypal.approve(externalId ?? '')
  await Promise.all([syncPayment(janitor(purchase), second), syncPayment(janitor(purchase), second)])
  expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: purchase.invoiceId } })).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
  expect(chargesOf([purchase.paymentId])).toBe(0)
})

it('who paid the old page a moment before it was closed is not charged for the new one too', async () => {
  const purchase = await orderPro(rails.providers, 'stripe')
  const { id: second } = await payInvoice(purchase.ctx, { id: purchase.invoiceId, provider: 'paypal' })
  expect(await rails.stripe.payOnPage(purchase.externalId ?? '')).toBe(true)
  await cancelPaymentById(systemCtx('payment.cancel', janitor(purchase).clock, rails.providers), purchase.paymentId)
  const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: second } })
  await rails.paypal.approve(externalId ?? '')
  await syncPayment(janitor(purchase), second)
  expect(rails.paypal.books.order(externalId ?? '').capture).toBeNull()
  expect(await platformDb.payment.findUniqueOrThrow({ where: { id: second } })).toMatchObject({ state: 'canceled' })
  expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: purchase.invoiceId } })).toMatchObject({ paymentStatus: 'paid', paidMinor: 2_900n })
  expect(await platformDb.ledgerTransaction.count({ where: { clientId: purchase.clientId, sourceKind: 'payment_surplus' } })).toBe(0)
})

it('two workers that renew ten subscriptions at the same time charge each saved card once', async () => {
  const endsAt = new Date('2026-03-01T00:00:00Z')
  await manyDue(10, endsAt)
  const clients = (await platformDb.subscription.findMany({ where: { currentPeriodEnd: endsAt }, select: { clientId: true } })).map(({ clientId }) => clientId)
  for (const clientId of clients) {
    const { id: externalId } = rails.stripe.books.newMethod('4242', `cus_${clientId}`)
    await platformDb.savedMethod.create({ data: {
      id: newId('mth'), clientId, provider: 'stripe', mode: 'test', externalId, customerRef: `cus_${clientId}`, kind: 'card', isDefault: true, createdAt: endsAt, updatedAt: endsAt,
    } })
  }
  const worker = () => systemCtx('billing', new FixedClock(endsAt), rails.providers)
  await Promise.all([runClients(worker()), runClients(worker())])
  await Promise.all([drainOutbox(worker(), clients), drainOutbox(worker(), clients), drainOutbox(worker(), clients)])
  const charges = await Promise.all(clients.map(async (clientId) => chargesOf(await paymentsOf(clientId))))
  figure('ten renewals by two workers at once: charges', charges.reduce((sum, one) => sum + one, 0))
  expect(charges).toEqual(clients.map(() => 1))
  expect(await platformDb.invoice.count({ where: { clientId: { in: clients }, paymentStatus: 'paid' } })).toBe(10)
})
