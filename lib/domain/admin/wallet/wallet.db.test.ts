import { afterAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { ledgerBalance } from '@/lib/domain/ledger'
import { FixedClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { createTestClient, staffCtx } from '@/lib/testing/contexts'
import { checkLedger, getLedger } from '../ledger/get-ledger'
import { adjustWallet, previewWalletAdjustment } from './adjust-wallet'
import { getClientWallet } from './get-client-wallet'

afterAll(closePool)

const start = new Date('2026-03-15T10:00:00Z')
const staff = staffCtx('finance', new FixedClock(start))
const account = (kind: 'promotions' | 'adjustments') => ledgerBalance(platformDb, { clientId: null, kind, currency: 'USD', mode: 'test' })

async function adjusted(id: string, kind: 'promo' | 'credit' | 'debit', amountMinor: bigint, more: { expiresOn?: string } = {}) {
  const wish = { id, kind, amountMinor, reason: 'Sorry for the outage', ...more }
  const preview = await previewWalletAdjustment(staff, wish)
  return { preview, wish: { ...wish, adjustmentId: preview.adjustmentId }, done: await adjustWallet(staff, { ...wish, adjustmentId: preview.adjustmentId }) }
}

describe('staff', () => {
  it('give promotional credit with an end and a reason that the client reads, as an expense of ours', async () => {
    const { clientId } = await createTestClient()
    const before = await account('promotions')
    const { preview } = await adjusted(clientId, 'promo', 2_000n, { expiresOn: '2026-03-31' })
    expect(preview).toMatchObject({ beforeMinor: 0n, afterMinor: 2_000n, expiresAt: new Date('2026-04-01T00:00:00Z') })
    const { wallet, statement } = await getClientWallet(staff, { id: clientId })
    expect(wallet.grants).toMatchObject([{ kind: 'promo', priority: 20, remainingMinor: 2_000n, reason: 'Sorry for the outage', expiresAt: new Date('2026-04-01T00:00:00Z') }])
    expect(statement.movements).toMatchObject([{ kind: 'promo', amountMinor: 2_000n, note: 'Sorry for the outage' }])
    expect((await account('promotions')) - before).toBe(2_000n)
  })

  it('correct a wallet up and down, never below what is available', async () => {
    const { clientId } = await createTestClient()
    await adjusted(clientId, 'credit', 500n)
    const { done } = await adjusted(clientId, 'debit', 200n)
    expect(done.wallet.availableMinor).toBe(300n)
    await expect(adjusted(clientId, 'debit', 301n)).rejects.toMatchObject({ code: 'invalid_input', fields: { amountMinor: { code: 'tooBig' } } })
    const adjustmentId = newId('adj')
    await expect(adjustWallet(staff, { id: clientId, kind: 'debit', amountMinor: 301n, reason: 'Too much', adjustmentId })).rejects.toMatchObject({ fields: { amountMinor: { code: 'tooBig' } } })
    expect((await getClientWallet(staff, { id: clientId })).wallet.availableMinor).toBe(300n)
  })

  it('book an adjustment once however often and at once it is sent', async () => {
    const { clientId } = await createTestClient()
    const { wish } = await adjusted(clientId, 'credit', 700n)
    const again = await Promise.all(Array.from({ length: 6 }, () => adjustWallet(staff, wish)))
    expect(again.map(({ isNew, wallet }) => [isNew, wallet.availableMinor])).toEqual(Array.from({ length: 6 }, () => [false, 700n]))
  })

  it('are refused an end in the past, an end for a correction, and a client that is not there', async () => {
    const { clientId } = await createTestClient()
    await expect(adjusted(clientId, 'promo', 100n, { expiresOn: '2026-03-14' })).rejects.toMatchObject({ fields: { expiresOn: { code: 'inThePast' } } })
    await expect(adjusted(clientId, 'credit', 100n, { expiresOn: '2026-03-31' })).rejects.toMatchObject({ fields: { expiresOn: { code: 'promoOnly' } } })
    await expect(adjusted(newId('cli'), 'credit', 100n)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('see books that are right, and what differs once something does', async () => {
    const state = await checkLedger(staff, {})
    expect(state).toMatchObject({ waiting: 0, differences: [], lastCheck: { differences: 0 } })
    expect(state.balances.reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0n)).toBe(0n)
    const { clientId } = await platformDb.wallet.findFirstOrThrow()
    await platformDb.wallet.update({ where: { clientId }, data: { heldPicos: { increment: 1n } } })
    await checkLedger(staff, {})
    expect((await getLedger(staff, {})).differences).toMatchObject([{ kind: 'wallet_held', clientId, expected: '0', actual: '1', resolvedAt: null }])
  })
})
