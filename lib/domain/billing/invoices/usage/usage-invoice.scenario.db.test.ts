import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction } from '@/lib/db/transaction'
import { ledgerBalance } from '@/lib/domain/ledger'
import { addOverage, addPeriod, createBilledClient, type BilledClient } from '@/lib/testing/billed-client'
import { systemCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { invoiceDueUsage } from '../../platform/run-invoices'
import { voidInvoice } from '../void-invoice'
import { draftUsageInvoice, invoiceUsageThreshold } from './invoice-usage'

const january = new Date('2026-01-10T00:00:00Z')
const usd = (minor: bigint): bigint => minor * 10n ** 10n
beforeAll(async () => seedCatalog(platformDb, january))
afterAll(closePool)

const invoicesOf = ({ clientId }: BilledClient) =>
  platformDb.invoice.findMany({ where: { clientId, documentStatus: { not: 'void' } }, orderBy: { id: 'asc' }, include: { lines: { orderBy: { position: 'asc' } } } })
const invoice = (client: BilledClient, id: string) => draftUsageInvoice(client.system, { id })

describe('usage on invoices', () => {
  it('is drafted at the period’s end, takes late usage within the grace window, and is final after it', async () => {
    const client = await createBilledClient({ now: january, country: 'SA' })
    const period = await addPeriod(client, '2026-01-01', '2026-02-01')
    await addOverage(client, period, usd(1_000n) + 4_000_000_000n)
    await addOverage(client, period, usd(500n), { model: 'lida-ai-assistant', tokens: 50 })
    client.clock.set(new Date('2026-02-01T00:10:00Z'))
    expect(await invoice(client, period)).toMatchObject({ did: 'drafted' })
    expect(await invoicesOf(client)).toMatchObject([{ documentStatus: 'draft', number: null, subtotalMinor: 1_500n, taxMinor: 225n, draftUntil: new Date('2026-02-01T01:00:00Z') }])
    await addOverage(client, period, 3_000_000_000n) // 0.4 + 0.3 cents: one more cent, because all is rounded once
    client.clock.set(new Date('2026-02-01T01:00:00Z'))
    expect(await invoice(client, period)).toMatchObject({ did: 'finalised' })
    expect(await invoice(client, period)).toMatchObject({ did: 'nothing' })
    const [bill, ...others] = await invoicesOf(client)
    expect(others).toEqual([])
    expect(bill).toMatchObject({ documentStatus: 'open', reason: 'usage', subtotalMinor: 1_501n, taxMinor: 225n, totalMinor: 1_726n })
    expect(bill?.lines.map(({ kind, amountMinor, exactPicos }) => [kind, amountMinor, exactPicos])).toEqual([
      ['usage', 0n, 0n], ['usage', 500n, usd(500n)], ['usage', 1_001n, usd(1_000n) + 7_000_000_000n],
    ])
    expect(await ledgerBalance(platformDb, { clientId: client.clientId, kind: 'receivable', currency: 'USD', mode: 'test' })).toBe(1_726n)
  })

  it('that comes after the invoice is an adjustment line on the next one, and nothing is asked for twice', async () => {
    const client = await createBilledClient({ now: january })
    const [first, second] = [await addPeriod(client, '2026-01-01', '2026-02-01'), await addPeriod(client, '2026-02-01', '2026-03-01')]
    await addOverage(client, first, usd(2_000n))
    client.clock.set(new Date('2026-02-01T02:00:00Z'))
    await invoice(client, first)
    await addOverage(client, first, usd(150n))
    await addOverage(client, second, usd(700n))
    client.clock.set(new Date('2026-03-01T02:00:00Z'))
    await invoice(client, second)
    const bills = await invoicesOf(client)
    expect(bills.map(({ totalMinor }) => totalMinor)).toEqual([2_000n, 850n])
    expect(bills[1]?.lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([['usage', 0n], ['usage', 700n], ['adjustment', 150n]])
    expect(await platformDb.usagePeriod.findMany({ where: { clientId: client.clientId }, orderBy: { startsAt: 'asc' } })).toMatchObject([
      { invoicedOveragePicos: usd(2_150n), invoicedMinor: 2_150n }, { invoicedOveragePicos: usd(700n), invoicedMinor: 700n },
    ])
  })

  it('worth less than can be collected waits for the next invoice; worth nothing makes none', async () => {
    const client = await createBilledClient({ now: january })
    const [first, second, third] = [await addPeriod(client, '2026-01-01', '2026-02-01'), await addPeriod(client, '2026-02-01', '2026-03-01'), await addPeriod(client, '2026-03-01', '2026-04-01')]
    await addOverage(client, first, usd(49n))
    client.clock.set(new Date('2026-02-01T02:00:00Z'))
    expect(await invoice(client, first)).toEqual({ did: 'closed', invoiceId: null })
    await addOverage(client, second, usd(1n))
    client.clock.set(new Date('2026-03-01T02:00:00Z'))
    expect(await invoice(client, second)).toMatchObject({ did: 'finalised' })
    client.clock.set(new Date('2026-04-01T02:00:00Z'))
    expect(await invoice(client, third)).toEqual({ did: 'closed', invoiceId: null })
    expect((await invoicesOf(client)).map(({ totalMinor }) => totalMinor)).toEqual([50n])
  })

  it('above the threshold is invoiced at once, and the period’s own invoice asks for the rest', async () => {
    const client = await createBilledClient({ now: january, plan: { thresholdInvoiceMinor: 1_000n } })
    const period = await addPeriod(client, '2026-01-01', '2026-02-01')
    await addOverage(client, period, usd(999n))
    expect(await invoiceUsageThreshold(client.system, { id: period })).toMatchObject({ did: 'nothing' })
    await addOverage(client, period, usd(1n) + 6_000_000_000n)
    expect(await invoiceUsageThreshold(client.system, { id: period })).toMatchObject({ did: 'finalised' })
    expect(await invoiceUsageThreshold(client.system, { id: period })).toMatchObject({ did: 'nothing' })
    client.clock.set(new Date('2026-01-20T00:00:00Z'))
    await addOverage(client, period, usd(1_100n))
    expect(await invoiceUsageThreshold(client.system, { id: period })).toMatchObject({ did: 'finalised' })
    await addOverage(client, period, usd(100n))
    client.clock.set(new Date('2026-02-01T02:00:00Z'))
    await invoice(client, period)
    const bills = await invoicesOf(client)
    expect(bills.map(({ reason, totalMinor }) => [reason, totalMinor])).toEqual([['usage_threshold', 1_001n], ['usage_threshold', 1_100n], ['usage', 100n]])
    expect(bills[1]?.periodStart?.toISOString()).toBe('2026-01-10T00:00:00.000Z')
  })

  it('below the commitment is topped up to it, and steps of value price it', async () => {
    const tiers = [{ upTo: usd(10_000n), ratePpm: 1_000_000 }, { ratePpm: 500_000 }]
    const client = await createBilledClient({ now: january, plan: { minimumCommitmentMinor: 5_000n, usageTierMode: 'graduated', usageTierBasis: 'value' }, tiers })
    const [first, second] = [await addPeriod(client, '2026-01-01', '2026-02-01'), await addPeriod(client, '2026-02-01', '2026-03-01')]
    await addOverage(client, first, usd(1_200n))
    client.clock.set(new Date('2026-02-01T02:00:00Z'))
    await invoice(client, first)
    await addOverage(client, second, usd(30_000n))
    client.clock.set(new Date('2026-03-01T02:00:00Z'))
    await invoice(client, second)
    const bills = await invoicesOf(client)
    expect(bills.map(({ totalMinor }) => totalMinor)).toEqual([5_000n, 20_000n])
    expect(bills[0]?.lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([['usage', 0n], ['usage', 1_200n], ['commitment', 3_800n]])
  })

  it.each([
    { currency: 'JPY', picos: 1_234n * 10n ** 12n + 6n * 10n ** 11n, minor: 1_235n },
    { currency: 'KWD', picos: 12n * 10n ** 12n + 345_678_900_000n, minor: 12_346n },
  ])('in $currency is rounded once to its own minor unit', async ({ currency, picos, minor }) => {
    const client = await createBilledClient({ now: january, currency })
    const period = await addPeriod(client, '2026-01-01', '2026-02-01', currency)
    await addOverage(client, period, picos)
    client.clock.set(new Date('2026-02-01T02:00:00Z'))
    await invoice(client, period)
    expect(await invoicesOf(client)).toMatchObject([{ currency, totalMinor: minor }])
  })

  it('of a void invoice is asked for by the next run, once', async () => {
    const client = await createBilledClient({ now: january })
    const period = await addPeriod(client, '2026-01-01', '2026-02-01')
    await addOverage(client, period, usd(2_000n))
    client.clock.set(new Date('2026-02-01T02:00:00Z'))
    const { invoiceId } = await invoice(client, period)
    await inTransaction(platformDb, (db) => voidInvoice({ ...client.system, db, enqueue: async () => undefined }, invoiceId ?? ''))
    expect(await platformDb.usagePeriod.findUniqueOrThrow({ where: { id: period } })).toMatchObject({ invoicedOveragePicos: 0n, invoicedMinor: 0n })
    const ctx = systemCtx('test', client.clock)
    await Promise.all([invoiceDueUsage(ctx), invoiceDueUsage(ctx), invoiceDueUsage(ctx)])
    expect((await invoicesOf(client)).map(({ totalMinor }) => totalMinor)).toEqual([2_000n])
    expect(await ledgerBalance(platformDb, { clientId: client.clientId, kind: 'receivable', currency: 'USD', mode: 'test' })).toBe(2_000n)
  })

  it('is invoiced once by any number of workers, with numbers that have no gap', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => createBilledClient({ now: january })))
    for (const client of clients) {
      await addOverage(client, await addPeriod(client, '2026-01-01', '2026-02-01'), usd(1_000n))
      client.clock.set(new Date('2026-02-01T02:00:00Z'))
    }
    const first = clients[0]
    if (!first) throw new Error('no client')
    const ctx = systemCtx('test', first.clock)
    await Promise.all(Array.from({ length: 8 }, () => invoiceDueUsage(ctx)))
    for (const client of clients) expect(await invoicesOf(client)).toHaveLength(1)
    const [row] = await platformDb.$queryRaw<{ given: number; taken: number; distinct: number }[]>`
      SELECT max(e."nextInvoiceNumber") - 1 AS given, count(i."number")::int AS taken, count(DISTINCT i."number")::int AS distinct
      FROM "LegalEntity" e JOIN "Invoice" i ON i."legalEntityId" = e."id" WHERE e."invoicePrefix" = 'MTX'`
    expect(row).toMatchObject({ taken: row?.given, distinct: row?.given })
  })
})
