import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { getPaymentDetail } from '@/lib/domain/admin'
import { minutes } from '@/lib/kernel/clock'
import { CoinStand } from '@/lib/testing/coin-stand'
import { staffCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { getPaymentHistory } from '../history/get-payment-history'
import { chooseCoin } from './choose-coin'

const start = new Date('2026-11-22T12:00:00Z')
beforeAll(() => seedCatalog(platformDb, new Date('2026-01-01T00:00:00Z')))
afterAll(closePool)

describe('the history of a payment with coins', () => {
  it('tells every arrival, also one the chain takes back, and staff see each in the books', async () => {
    await platformDb.coinRate.deleteMany()
    const stand = new CoinStand(start)
    await stand.at({ BTC: '50000' })
    const customer = await stand.customer()
    await chooseCoin(customer.ctx, { paymentId: customer.paymentId, asset: 'BTC' })
    stand.clock.advance(minutes(1))
    const arrival = await stand.arrive(customer, { asset: 'BTC', units: 58_000n })
    stand.clock.advance(minutes(1))
    await stand.change(arrival, { confirmations: 1 })
    const told = async () => (await getPaymentHistory(customer.ctx, { id: customer.paymentId })).events.map(({ kind, reason }) => [kind, reason])
    expect(await told()).toEqual([['receipt_sent', null], ['succeeded', null], ['coins_booked', '0.00058 BTC'], ['coins_seen', '0.00058 BTC'], ['coins_chosen', null]])

    stand.clock.advance(minutes(1))
    await stand.change(arrival, { confirmations: 0, blockHeight: null, goneAt: stand.clock.now() })
    expect((await told()).slice(0, 3)).toEqual([['failed', 'reversed'], ['coins_undone', '0.00058 BTC'], ['coins_gone', '0.00058 BTC']])
    const { ledger } = await getPaymentDetail(staffCtx('finance', stand.clock, stand.providers), { id: customer.paymentId })
    expect(ledger.map(({ sourceKind }) => sourceKind)).toEqual(['coin_arrival_reversal', 'coin_arrival'])
    for (const { entries } of ledger) expect(entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n)
  })
})
