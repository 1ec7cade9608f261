import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { adjustWallet, previewWalletAdjustment } from '@/lib/domain/admin'
import { ledgerBalance, type LedgerAccountKind } from '@/lib/domain/ledger'
import { reconcileLedger } from '@/lib/domain/ledger/platform/reconcile-ledger'
import { staffCtx } from '@/lib/testing/contexts'
import { createPayingClient, payAtSandbox, type PayingClient } from '@/lib/testing/paying-client'
import { spendInRequest } from '@/lib/testing/wallet-usage'
import { seedCatalog } from '@/prisma/seed/catalog'
import { bookWalletUsage, watchWallets } from '../platform/run-wallets'
import { recogniseRevenue } from '../platform/recognise-revenue'
import { getStatement } from './get-statement'
import { getWallet } from './get-wallet'
import { previewTopUp } from './preview-top-up'
import { topUp } from './top-up'

const start = new Date('2026-03-01T09:00:00Z')
const cent = 10n ** 10n

beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

const platform = (kind: LedgerAccountKind) => ledgerBalance(platformDb, { clientId: null, kind, currency: 'USD', mode: 'test' })

async function give({ clock, clientId }: PayingClient, amountMinor: bigint, expiresOn: string, priority: number) {
  const [staff, wish] = [staffCtx('owner', clock), { id: clientId, kind: 'promo' as const, amountMinor, reason: 'Welcome', expiresOn, priority }]
  const { adjustmentId } = await previewWalletAdjustment(staff, wish)
  await adjustWallet(staff, { ...wish, adjustmentId })
}

async function buy(client: PayingClient, amountMinor: bigint) {
  const { frozenAt, hash } = await previewTopUp(client.ctx, { amountMinor })
  const { payment } = await topUp(client.ctx, { amountMinor, frozenAt, hash })
  await payAtSandbox(client, payment.id)
}

/** Everything the worker does by itself at an instant. */
async function work(client: PayingClient, instant: string) {
  client.clock.set(new Date(instant))
  await watchWallets(client.system)
  await bookWalletUsage(client.system)
  await recogniseRevenue(client.clock)
}

describe('a wallet through March', () => {
  it('gives 20.00 until the 10th, buys 50.00, uses 12.505 and 30.00, loses 7.495 and closes exactly', async () => {
    const client = await createPayingClient(start, { country: 'SA', timeZone: 'Asia/Riyadh' })
    await give(client, 2_000n, '2026-03-10', 20)
    await buy(client, 5_000n)
    await spendInRequest(client.clientId, (12_505n * cent) / 10n)
    await work(client, '2026-03-02T00:10:00Z')
    expect((await getWallet(client.ctx, {})).grants.map(({ kind, remainingMinor }) => [kind, remainingMinor])).toEqual([['promo', 749n], ['top_up', 5_000n]])
    expect(-(await platform('revenue'))).toBe(1_250n) // the half cent waits

    await work(client, '2026-03-10T23:59:00Z') // the last minute of the last day
    expect((await getWallet(client.ctx, {})).balanceMinor).toBe(5_749n)
    await work(client, '2026-03-11T00:00:00Z')
    expect((await getWallet(client.ctx, {})).balanceMinor).toBe(5_000n)
    expect(-(await platform('breakage'))).toBe(749n) // 7.495: the half cent joins the one that waits
    expect(-(await platform('revenue'))).toBe(1_251n)

    await spendInRequest(client.clientId, 3_000n * cent)
    await work(client, '2026-03-12T00:10:00Z')
    expect(-(await platform('revenue'))).toBe(4_251n)

    const statement = await getStatement(client.ctx, { from: '2026-03-01', to: '2026-03-31' })
    expect(statement.movements.map(({ kind, amountMinor, balanceMinor }) => [kind, amountMinor, balanceMinor])).toEqual([
      ['promo', 2_000n, 2_000n], ['top_up', 5_000n, 7_000n], ['usage', -1_250n, 5_750n], ['expiry', -749n, 5_001n], ['usage', -1n, 5_000n], ['usage', -3_000n, 2_000n],
    ])
    expect(statement).toMatchObject({ openingMinor: 0n, creditsMinor: 7_000n, debitsMinor: -5_000n, closingMinor: 2_000n, unbookedMinor: 0n })
    // Given away 20.00, tax of 15 % on 50.00, and nothing left in between.
    expect([await platform('promotions'), await platform('tax_payable'), await platform('deferred_revenue'), await platform('clearing_sandbox')]).toEqual([2_000n, -750n, 0n, 5_750n])
    expect((await reconcileLedger(client.clock)).differences).toEqual([])
  })

  it('uses what staff put first, whatever was given first', async () => {
    const client = await createPayingClient(start)
    await give(client, 500n, '2026-12-31', 60)
    await give(client, 500n, '2026-06-30', 10)
    await buy(client, 500n)
    await spendInRequest(client.clientId, 1_100n * cent)
    expect((await getWallet(client.ctx, {})).grants.map(({ priority, remainingMinor }) => [priority, remainingMinor])).toEqual([[60, 400n]])
  })

  it('gives an unpaid top-up up after a day and leaves nothing behind', async () => {
    const client = await createPayingClient(start)
    const { frozenAt, hash } = await previewTopUp(client.ctx, { amountMinor: 2_500n })
    await topUp(client.ctx, { amountMinor: 2_500n, frozenAt, hash })
    await work(client, '2026-03-02T08:59:59Z')
    expect((await getWallet(client.ctx, {})).pendingTopUps).toHaveLength(1)
    await work(client, '2026-03-02T09:00:00Z')
    expect((await getWallet(client.ctx, {})).pendingTopUps).toEqual([])
    expect(await ledgerBalance(platformDb, { clientId: client.clientId, kind: 'receivable', currency: 'USD', mode: 'test' })).toBe(0n)
    expect((await reconcileLedger(client.clock)).differences).toEqual([])
  })
})
