import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { inTransaction } from '@/lib/db/transaction'
import { days, FixedClock, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import { picosPerMinor } from '@/lib/kernel/rate'
import { createTestClient } from '@/lib/testing/contexts'
import { holdInWallet, settleHeld, spendInRequest, walletBooks } from '@/lib/testing/wallet-usage'
import { creditWallet, debitWallet, debitWalletUpTo, ledgerBalance, lockWallet, postWalletUsage, settleGrants, type WalletCredit } from '.'

afterAll(closePool)

const start = new Date('2026-03-01T00:00:00Z')
const cent = picosPerMinor('USD')
const tx = <T>(run: (db: Parameters<Parameters<typeof inTransaction<T>>[1]>[0]) => Promise<T>): Promise<T> => inTransaction(platformDb, run)

async function wallet(currency = 'USD') {
  const clock = new FixedClock(start)
  const { clientId } = await createTestClient({ clock, currency })
  const credit = (minor: bigint, grant: WalletCredit['grant'] = { kind: 'top_up' }, sourceId: string = newId('pay')) => tx((db) => creditWallet(db, clock, {
    clientId, amount: money(minor, currency), mode: 'test', sourceKind: 'gift', sourceId, description: 'Credit', from: { clientId: null, kind: 'promotions' }, grant,
  }))
  const debit = (minor: bigint, sourceId: string = newId('inv')) => tx((db) => debitWallet(db, clock, {
    clientId, amount: money(minor, currency), mode: 'test', sourceKind: 'spent', sourceId, description: 'Spent', to: { clientId: null, kind: 'adjustments' },
  }))
  const expire = () => tx(async (db) => {
    const locked = await lockWallet(db, clientId)
    return locked && settleGrants(db, clock, locked, 'test')
  })
  const post = () => tx((db) => postWalletUsage(db, clock, clientId, 'test'))
  const platform = (kind: 'breakage' | 'revenue') => ledgerBalance(platformDb, { clientId: null, kind, currency, mode: 'test' })
  return { clock, clientId, credit, debit, expire, post, platform, books: () => walletBooks(clientId) }
}

/** Ledger = grants + what waits to be booked; grants = balance + what requests used since the last draw-down. */
async function expectInOrder({ books }: Pick<Awaited<ReturnType<typeof wallet>>, 'books'>, unit = cent) {
  const { wallet: row, leftPicos, bookedMinor } = await books()
  expect(bookedMinor * unit).toBe(leftPicos + row.unpostedPicos)
  expect(leftPicos >= row.balancePicos).toBe(true)
  expect(row.balancePicos >= row.heldPicos && row.heldPicos >= 0n).toBe(true)
}

describe('a wallet', () => {
  it('gives out exactly what it has to a hundred debits at once', async () => {
    const one = await wallet()
    await one.credit(300n, { kind: 'promo' })
    await one.credit(400n)
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => one.debit(25n)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(28)
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [String(Reflect.get(result.reason as Error, 'code'))] : []))
    expect(new Set(refused)).toEqual(new Set(['insufficient_funds']))
    expect((await one.books()).bookedMinor).toBe(0n)
    await expectInOrder(one)
  })

  it('books a source once however often and at once it is credited or debited', async () => {
    const one = await wallet()
    const [payment, invoice] = [newId('pay'), newId('inv')]
    await Promise.all(Array.from({ length: 6 }, () => one.credit(1_000n, { kind: 'top_up' }, payment)))
    await Promise.all(Array.from({ length: 6 }, () => one.debit(300n, invoice)))
    const { wallet: row, grants, bookedMinor } = await one.books()
    expect([row.balancePicos / cent, grants.length, bookedMinor]).toEqual([700n, 1, 700n])
  })

  it('never gives away what a running request holds', async () => {
    const one = await wallet()
    await one.credit(100n)
    const hold = await holdInWallet(one.clientId, 60n * cent)
    await expect(one.debit(41n)).rejects.toMatchObject({ code: 'insufficient_funds' })
    await one.debit(40n)
    await settleHeld(hold ?? '', 60n * cent)
    expect((await one.books()).wallet.balancePicos).toBe(0n)
  })

  it('pays what it can and leaves the rest to another method, once a source', async () => {
    const one = await wallet()
    await one.credit(700n)
    const pay = (sourceId: string) => tx((db) => debitWalletUpTo(db, one.clock, {
      clientId: one.clientId, atMost: money(1_000n, 'USD'), mode: 'test', sourceKind: 'spent', sourceId, description: 'Invoice', to: { clientId: one.clientId, kind: 'receivable' },
    }))
    const taken = await Promise.all([pay('inv_a'), pay('inv_a'), pay('inv_a')])
    expect(taken.map(({ minor }) => minor)).toEqual([700n, 700n, 700n])
    expect((await pay('inv_b')).minor).toBe(0n)
    expect((await one.books()).bookedMinor).toBe(0n)
  })

  it('pays from the kinds of credit that may, and leaves the others', async () => {
    const one = await wallet()
    await one.credit(500n, { kind: 'promo' })
    await one.credit(300n, { kind: 'credit' })
    const spend = (sourceId: string) => tx((db) => debitWalletUpTo(db, one.clock, {
      clientId: one.clientId, atMost: money(1_000n, 'USD'), mode: 'test', sourceKind: 'spent', sourceId, description: 'Invoice', to: { clientId: one.clientId, kind: 'receivable' }, kinds: ['credit'],
    }))
    expect([(await spend(newId('inv'))).minor, (await spend(newId('inv'))).minor]).toEqual([300n, 0n])
    expect((await one.books()).grants.map(({ kind, remainingPicos }) => [kind, remainingPicos / cent]).sort()).toEqual([['credit', 0n], ['promo', 500n]])
    await expectInOrder(one)
  })

  it('burns gifts before bought credit, and what ends first before what ends later', async () => {
    const one = await wallet()
    await one.credit(500n, { kind: 'top_up' })
    await one.credit(200n, { kind: 'promo', expiresAt: plus(start, days(30)) })
    await one.credit(200n, { kind: 'promo', expiresAt: plus(start, days(10)) })
    await one.debit(300n)
    const { grants } = await one.books()
    const left = (expiresAt: Date | null) => grants.filter((grant) => grant.expiresAt?.getTime() === expiresAt?.getTime()).map((grant) => grant.remainingPicos / cent)
    expect([left(null), left(plus(start, days(30))), left(plus(start, days(10)))]).toEqual([[500n], [100n], [0n]])
  })
})

describe('expiry of credit', () => {
  it('takes usage first and turns only the rest into breakage', async () => {
    const one = await wallet()
    const before = await one.platform('breakage')
    await one.credit(1_000n, { kind: 'promo', expiresAt: plus(start, days(10)) })
    await one.credit(500n)
    await spendInRequest(one.clientId, 300n * cent)
    one.clock.advance(days(10))
    await one.expire()
    const { wallet: row, grants } = await one.books()
    expect([row.balancePicos / cent, ...grants.map((grant) => grant.remainingPicos / cent)]).toEqual([500n, 0n, 500n])
    expect(before - (await one.platform('breakage'))).toBe(700n)
    expect(grants[0]?.expiredAt).toEqual(one.clock.now())
    await expectInOrder(one)
  })

  it('leaves what a request holds until it has ended, then takes what is left of it', async () => {
    const one = await wallet()
    const before = await one.platform('breakage')
    await one.credit(100n, { kind: 'promo', expiresAt: plus(start, days(1)) })
    const hold = await holdInWallet(one.clientId, 60n * cent)
    one.clock.advance(days(1))
    await one.expire()
    expect((await one.books()).wallet.balancePicos).toBe(60n * cent)
    await settleHeld(hold ?? '', 25n * cent)
    await one.expire()
    await one.expire()
    expect((await one.books()).wallet.balancePicos).toBe(0n)
    expect(before - (await one.platform('breakage'))).toBe(75n)
    await expectInOrder(one)
  })

  it('raced by debits, gives each cent either to the debit or to breakage, never to both', async () => {
    const one = await wallet()
    const before = await one.platform('breakage')
    await one.credit(500n, { kind: 'promo', expiresAt: plus(start, days(1)) })
    one.clock.advance(days(1) - 1)
    const debits = Array.from({ length: 10 }, () => one.debit(30n))
    one.clock.advance(1)
    const results = await Promise.allSettled([...debits, one.expire(), one.expire(), ...Array.from({ length: 10 }, () => one.debit(30n))])
    const paid = results.filter((result) => result.status === 'fulfilled' && result.value !== null && 'isNew' in result.value).length
    const { wallet: row } = await one.books()
    expect(row.balancePicos).toBe(0n)
    expect(BigInt(paid) * 30n + (before - (await one.platform('breakage')))).toBe(500n)
    await expectInOrder(one)
  })
})

describe('usage that is paid from a wallet', () => {
  it('is booked once a day in whole cents and carries the rest', async () => {
    const one = await wallet()
    const before = await one.platform('revenue')
    await one.credit(1_000n)
    await spendInRequest(one.clientId, (25n * cent) / 2n) // 12.5 cents
    expect(await one.post()).toBe(12n)
    await spendInRequest(one.clientId, (5n * cent) / 2n) // 2.5 more: 15 in all
    expect(await one.post()).toBe(0n) // this day is booked
    one.clock.advance(days(1))
    expect(await one.post()).toBe(3n)
    expect(before - (await one.platform('revenue'))).toBe(15n)
    const { wallet: row, bookedMinor } = await one.books()
    expect([bookedMinor, row.unpostedPicos, row.balancePicos]).toEqual([985n, 0n, 985n * cent])
  })

  it.each([['JPY', 5_000n], ['KWD', 5_000n]])('keeps ledger and wallet together in %s', async (currency, minor) => {
    const one = await wallet(currency)
    const unit = picosPerMinor(currency)
    await one.credit(minor)
    await spendInRequest(one.clientId, (unit * 10n) / 3n)
    expect(await one.post()).toBe(3n)
    expect((await one.books()).bookedMinor).toBe(minor - 3n)
    await expectInOrder(one, unit)
  })
})

describe('any sequence of acts', () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('credit' as const), minor: fc.bigInt(1n, 500n), priority: fc.integer({ min: 1, max: 100 }), life: fc.option(fc.integer({ min: 1, max: 5 })) }),
    fc.record({ kind: fc.constant('debit' as const), minor: fc.bigInt(1n, 400n) }),
    fc.record({ kind: fc.constant('use' as const), picos: fc.bigInt(1n, 300n * cent) }),
    fc.record({ kind: fc.constant('expire' as const) }),
    fc.record({ kind: fc.constant('day' as const) }),
  )

  it('leaves the ledger at zero, the wallet at zero or more, and wallet, grants and ledger agreeing', async () => {
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 12 }), async (acts) => {
      const one = await wallet()
      await one.credit(200n)
      for (const step of acts) {
        if (step.kind === 'credit') await one.credit(step.minor, { kind: 'promo', priority: step.priority, expiresAt: step.life === null ? null : plus(one.clock.now(), days(step.life)) })
        if (step.kind === 'debit') await one.debit(step.minor).catch(() => undefined)
        if (step.kind === 'use') await spendInRequest(one.clientId, step.picos)
        if (step.kind === 'expire') await one.expire()
        if (step.kind === 'day') {
          one.clock.advance(days(1))
          await one.post()
        }
        await expectInOrder(one)
      }
      const sums = await platformDb.ledgerEntry.groupBy({ by: ['currency'], _sum: { amountMinor: true } })
      expect(sums.every(({ _sum }) => _sum.amountMinor === 0n)).toBe(true)
    }), { numRuns: 12 })
  })
})
