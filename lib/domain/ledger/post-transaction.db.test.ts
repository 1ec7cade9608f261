import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { inTransaction } from '@/lib/db/transaction'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { createTestClient } from '@/lib/testing/contexts'
import { creditWallet, ledgerBalance, postTransaction, reverseTransaction } from '.'

afterAll(closePool)

const receivable = (clientId: string) => ({ clientId, kind: 'receivable' as const, currency: 'USD', mode: 'test' })

function sale(clientId: string, sourceId: string, minor: bigint) {
  const [receives, earns] = [{ clientId, kind: 'receivable' as const }, { clientId: null, kind: 'revenue' as const }]
  return {
    sourceKind: 'sale', sourceId, clientId, mode: 'test', description: 'A sale',
    entries: [{ account: receives, amount: money(minor, 'USD') }, { account: earns, amount: money(-minor, 'USD') }],
  }
}

describe('the ledger', () => {
  it('books a source once however often and at once it is posted', async () => {
    const { clientId } = await createTestClient()
    const post = sale(clientId, newId('pay'), 700n)
    const results = await Promise.all(Array.from({ length: 12 }, () => inTransaction(platformDb, (tx) => postTransaction(tx, systemClock, post))))
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(new Set(results.map(({ id }) => id)).size).toBe(1)
    expect(await ledgerBalance(platformDb, receivable(clientId))).toBe(700n)
  })

  it('comes back to zero when everything is reversed, twice at once', async () => {
    const { clientId } = await createTestClient()
    await fc.assert(fc.asyncProperty(fc.array(fc.bigInt(1n, 10n ** 9n), { minLength: 1, maxLength: 4 }), async (amounts) => {
      const ids = amounts.map(() => newId('pay'))
      for (const [i, id] of ids.entries()) await inTransaction(platformDb, (tx) => postTransaction(tx, systemClock, sale(clientId, id, amounts[i] ?? 1n)))
      expect(await ledgerBalance(platformDb, receivable(clientId))).toBe(amounts.reduce((a, b) => a + b, 0n))
      const of = (sourceId: string) => ({ sourceKind: 'sale', sourceId, clientId, description: 'Taken back' })
      const reversals = await Promise.all([...ids, ...ids].map((id) => inTransaction(platformDb, (tx) => reverseTransaction(tx, systemClock, of(id)))))
      expect(reversals.filter(({ isNew }) => isNew)).toHaveLength(ids.length)
      expect(await ledgerBalance(platformDb, receivable(clientId))).toBe(0n)
    }), { numRuns: 6 })
  })

  it('refuses what does not sum to zero, and the database refuses to change what was booked', async () => {
    const { clientId } = await createTestClient()
    const [debit] = sale(clientId, newId('pay'), 100n).entries
    const lopsided = { ...sale(clientId, newId('pay'), 100n), entries: debit ? [debit] : [] }
    await expect(inTransaction(platformDb, (tx) => postTransaction(tx, systemClock, lopsided))).rejects.toThrow(/sums to zero/)
    const { id } = await inTransaction(platformDb, (tx) => postTransaction(tx, systemClock, sale(clientId, newId('pay'), 100n)))
    await expect(platformDb.ledgerEntry.updateMany({ where: { transactionId: id }, data: { amountMinor: 1n } })).rejects.toThrow()
    await expect(platformDb.ledgerEntry.deleteMany({ where: { transactionId: id } })).rejects.toThrow()
    expect(await ledgerBalance(platformDb, receivable(clientId))).toBe(100n)
  })

  it('adds credit to the wallet and to its account by the same amount, once', async () => {
    const { clientId } = await createTestClient()
    const credit = { clientId, amount: money(1_250n, 'USD'), mode: 'test', sourceKind: 'credit', sourceId: newId('pay'), description: 'Credit', from: { clientId: null, kind: 'clearing_sandbox' as const } }
    await Promise.all(Array.from({ length: 6 }, () => inTransaction(platformDb, (tx) => creditWallet(tx, systemClock, credit))))
    expect((await platformDb.wallet.findUniqueOrThrow({ where: { clientId } })).balancePicos).toBe(125n * 10n ** 11n)
    expect(await ledgerBalance(platformDb, { clientId, kind: 'wallet', currency: 'USD', mode: 'test' })).toBe(-1_250n)
  })
})
