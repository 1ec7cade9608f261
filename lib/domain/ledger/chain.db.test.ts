import { afterAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { inTransaction } from '@/lib/db/transaction'
import { systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { picosPerMinor } from '@/lib/kernel/rate'
import { createTestClient } from '@/lib/testing/contexts'
import { holdInWallet, settleHeld, spendInRequest } from '@/lib/testing/wallet-usage'
import { creditWallet, postTransaction } from '.'
import { genesisHash } from './chain'
import { reconcileLedger } from './platform/reconcile-ledger'
import { sealLedger } from './platform/seal-ledger'
import { verifyChains } from './platform/verify-chain'

afterAll(closePool)

const book = (clientId: string, minor: bigint, mode = 'test') => inTransaction(platformDb, (tx) => postTransaction(tx, systemClock, {
  sourceKind: 'sale', sourceId: newId('pay'), clientId, mode, description: 'A sale',
  entries: [{ account: { clientId, kind: 'receivable' }, amount: money(minor, 'USD') }, { account: { clientId: null, kind: 'revenue' }, amount: money(-minor, 'USD') }],
}))

/** Changes rows as somebody with the database's own password would, past every trigger. */
const behindTheTriggers = (sql: string, ...values: unknown[]) => inTransaction(platformDb, async (tx) => {
  await tx.$executeRawUnsafe('SET LOCAL session_replication_role = replica')
  await tx.$executeRawUnsafe(sql, ...values)
})

const open = () => platformDb.ledgerDifference.findMany({ where: { resolvedAt: null }, select: { kind: true, subjectId: true, expected: true, actual: true } })

describe('the chain', () => {
  it('holds each booking once, without a gap, whoever seals at once while others book', async () => {
    const { clientId } = await createTestClient()
    await Promise.all([
      ...Array.from({ length: 40 }, (_, i) => book(clientId, 1n + BigInt(i), i % 4 === 0 ? 'live' : 'test')),
      ...Array.from({ length: 5 }, () => sealLedger(systemClock)),
    ])
    await sealLedger(systemClock)
    for (const [mode, count] of [['test', 30], ['live', 10]] as const) {
      const links = await platformDb.ledgerSeal.findMany({ where: { mode }, orderBy: { sequence: 'asc' } })
      expect(links.map(({ sequence }) => sequence)).toEqual(Array.from({ length: count }, (_, i) => BigInt(i + 1)))
      expect(links.map(({ previousHash }) => previousHash)).toEqual([genesisHash, ...links.slice(0, -1).map(({ hash }) => hash)])
      expect(new Set(links.map(({ transactionId }) => transactionId)).size).toBe(count)
    }
    expect(await verifyChains()).toMatchObject({ transactions: 40n, differences: [] })
  })

  it('names a booking whose amounts were changed behind the triggers, and only that one', async () => {
    const { clientId } = await createTestClient()
    const { id } = await book(clientId, 500n)
    await book(clientId, 600n)
    await sealLedger(systemClock)
    await behindTheTriggers('UPDATE "LedgerEntry" SET "amountMinor" = "amountMinor" * 2 WHERE "transactionId" = $1', id)
    const { differences } = await verifyChains()
    expect(differences.map(({ kind, subjectId }) => [kind, subjectId])).toEqual([['chain', id]])
    await behindTheTriggers('UPDATE "LedgerEntry" SET "amountMinor" = "amountMinor" / 2 WHERE "transactionId" = $1', id)
    expect((await verifyChains()).differences).toEqual([])
  })

  it.each([
    ['whose source was changed', 'UPDATE "LedgerTransaction" SET "sourceId" = "sourceId" || \'x\' WHERE "id" = $1', 'UPDATE "LedgerTransaction" SET "sourceId" = left("sourceId", -1) WHERE "id" = $1'],
    ['whose date was changed', 'UPDATE "LedgerTransaction" SET "createdAt" = "createdAt" + interval \'1 day\' WHERE "id" = $1', 'UPDATE "LedgerTransaction" SET "createdAt" = "createdAt" - interval \'1 day\' WHERE "id" = $1'],
  ])('names a booking %s', async (_, change, back) => {
    const { clientId } = await createTestClient()
    const { id } = await book(clientId, 500n)
    await sealLedger(systemClock)
    await behindTheTriggers(change, id)
    expect((await verifyChains()).differences.map(({ subjectId }) => subjectId)).toEqual([id])
    await behindTheTriggers(back, id)
  })

  it('names the place of a link that was taken out, and a booking that slipped past it', async () => {
    const { clientId } = await createTestClient()
    const { id } = await book(clientId, 500n)
    await book(clientId, 600n)
    await sealLedger(systemClock)
    const seal = await platformDb.ledgerSeal.findUniqueOrThrow({ where: { transactionId: id } })
    await behindTheTriggers('DELETE FROM "LedgerSeal" WHERE "transactionId" = $1', id)
    const { differences } = await verifyChains()
    expect(differences.map(({ subjectId, actual }) => [subjectId, actual])).toEqual([[`test:${seal.sequence}`, 'none'], [id, 'none']])
    await platformDb.ledgerSeal.create({ data: seal })
    expect((await verifyChains()).differences).toEqual([])
  })
})

describe('the reconciliation', () => {
  const cent = picosPerMinor('USD')

  it('finds nothing while requests run and credit comes in', async () => {
    const { clientId } = await createTestClient()
    const credit = () => inTransaction(platformDb, (tx) => creditWallet(tx, systemClock, {
      clientId, amount: money(100n, 'USD'), mode: 'test', sourceKind: 'gift', sourceId: newId('pay'), description: 'Gift', from: { clientId: null, kind: 'promotions' },
    }))
    await credit()
    const hold = await holdInWallet(clientId, 10n * cent)
    await Promise.all([credit(), spendInRequest(clientId, 7n * cent), credit(), spendInRequest(clientId, 5n * cent), reconcileLedger(systemClock)])
    await settleHeld(hold ?? '', 3n * cent)
    const { differences, wallets } = await reconcileLedger(systemClock)
    expect([differences, wallets]).toEqual([[], 1])
  })

  it('parks a wallet that differs from its books, once, and closes it when it is right again', async () => {
    const clientId = (await platformDb.wallet.findFirstOrThrow({ select: { clientId: true } })).clientId
    await platformDb.wallet.update({ where: { clientId }, data: { balancePicos: { increment: 5n }, heldPicos: { increment: 2n } } })
    await Promise.all([reconcileLedger(systemClock), reconcileLedger(systemClock)])
    expect(await open()).toEqual(expect.arrayContaining([
      expect.objectContaining({ kind: 'wallet_grants', subjectId: clientId }), { kind: 'wallet_held', subjectId: clientId, expected: '0', actual: '2' },
    ]))
    expect(await open()).toHaveLength(2)
    await platformDb.wallet.update({ where: { clientId }, data: { balancePicos: { decrement: 5n }, heldPicos: { decrement: 2n } } })
    await reconcileLedger(systemClock)
    expect(await open()).toEqual([])
  })

  it('parks a ledger account that lost a booking', async () => {
    const { clientId, id: walletId } = await platformDb.wallet.findFirstOrThrow({ select: { clientId: true, id: true } })
    await behindTheTriggers('UPDATE "WalletGrant" SET "remainingPicos" = "remainingPicos" - 1 WHERE "id" = (SELECT "id" FROM "WalletGrant" WHERE "walletId" = $1 AND "remainingPicos" > 1 LIMIT 1)', walletId)
    await reconcileLedger(systemClock)
    expect((await open()).map(({ kind, subjectId }) => [kind, subjectId])).toEqual(expect.arrayContaining([['wallet_ledger', clientId]]))
  })
})
