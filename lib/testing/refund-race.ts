import { platformDb } from '@/lib/db/platform-db'
import { refundInvoice } from '@/lib/domain/admin'
import { settleOpenRefunds, startRefundById, syncPayment } from '@/lib/domain/billing'
import { ledgerBalance } from '@/lib/domain/ledger'
import { FixedClock, minutes, systemClock } from '@/lib/kernel/clock'
import { as, staffCtx, systemCtx } from './contexts'
import { orderPro, startRails, type Purchase, type Rails } from './payment-rails'

type Provider = 'stripe' | 'paypal'
const abreast = 25

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<PromiseSettledResult<unknown>[]> {
  const results: PromiseSettledResult<unknown>[] = []
  for (let at = 0; at < items.length; at += abreast) results.push(...await Promise.allSettled(items.slice(at, at + abreast).map(work)))
  return results
}

async function paid(rails: Rails, provider: Provider): Promise<Purchase> {
  const purchase = await orderPro(rails.providers, provider)
  await (provider === 'stripe' ? rails.stripe.payOnPage(purchase.externalId ?? '') : rails.paypal.approve(purchase.externalId ?? ''))
  await syncPayment(as(purchase.ctx, { kind: 'system', job: 'janitor' }), purchase.paymentId)
  return purchase
}

/** What the provider itself gave back, in minor units, and in how many refunds. */
function givenBack({ stripe, paypal }: Rails, provider: Provider): { refunds: number; minor: bigint } {
  const amounts = provider === 'stripe'
    ? [...stripe.books.refunds.values()].map(({ amount }) => BigInt(amount)) : [...paypal.books.refunds.values()].map(({ amount }) => BigInt(amount.value.replace('.', '')))
  return { refunds: amounts.length, minor: amounts.reduce((sum, amount) => sum + amount, 0n) }
}

export type RefundRace = { granted: number; atProvider: { refunds: number; minor: bigint }; refundedMinor: bigint; clearingMinor: bigint; states: Record<string, number> }

/**
 * `count` refunds of `each` raced on one payment of $29.00; those that were granted are carried out by two workers at once, and now
 * and then an answer gets lost on its way.
 */
export async function raceRefunds(provider: Provider, count: number, each: bigint): Promise<RefundRace> {
  const rails = await startRails()
  try {
    const purchase = await paid(rails, provider)
    const staff = staffCtx('finance', systemClock, rails.providers)
    const asked = await inBatches(Array.from({ length: count }), () => refundInvoice(staff, { id: purchase.invoiceId, amountMinor: each }))
    const refunds = await platformDb.refund.findMany({ where: { clientId: purchase.clientId }, select: { id: true } })
    const worker = systemCtx('refunds', systemClock, rails.providers)
    let turn = 0
    await inBatches(refunds.flatMap(({ id }) => [id, id]), (id) => {
      if (turn++ % 15 === 0) rails[provider].faults.loseAnswers = 1
      return startRefundById(worker, id)
    })
    rails[provider].faults.loseAnswers = 0
    await settleOpenRefunds(systemCtx('janitor', new FixedClock(new Date(Date.now() + minutes(10))), rails.providers))
    const rows = await platformDb.refund.groupBy({ by: ['state'], where: { clientId: purchase.clientId }, _count: true })
    const { refundedMinor } = await platformDb.payment.findUniqueOrThrow({ where: { id: purchase.paymentId }, select: { refundedMinor: true } })
    return {
      granted: asked.filter(({ status }) => status === 'fulfilled').length, atProvider: givenBack(rails, provider), refundedMinor,
      clearingMinor: await ledgerBalance(platformDb, { clientId: null, kind: `clearing_${provider}`, currency: 'USD', mode: 'test' }),
      states: Object.fromEntries(rows.map(({ state, _count }) => [state, _count])),
    }
  } finally {
    await rails.close()
  }
}
