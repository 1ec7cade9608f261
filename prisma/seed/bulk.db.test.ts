import { beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { pool } from '@/lib/db/pool'
import { idPrefixes, isId } from '@/lib/kernel/id'
import { seedBulk } from './bulk'
import { seedCatalog } from './catalog'

const [clients, events] = [31, 900]
/** Other suites share the database: this one looks at its own clients, whose people cannot sign in. */
const ours = { memberships: { some: { user: { passwordHash: '!' } } } }
const ourIds = `(SELECT m."clientId" FROM "Membership" m JOIN "User" u ON u."id" = m."userId" WHERE u."passwordHash" = '!')`

const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> => (await pool().query<Record<string, unknown>>(sql)).rows

beforeAll(async () => {
  const now = new Date()
  await seedCatalog(platformDb, now)
  await seedBulk({ clients, events }, now)
  await seedBulk({ clients: 4, events: 40 }, new Date())
})

describe('the large world', () => {
  it('has as many clients and requests as were asked for', async () => {
    const found = await platformDb.client.findMany({ where: ours, select: { id: true } })
    expect(found).toHaveLength(clients + 4)
    expect(await platformDb.usageEvent.count({ where: { clientId: { in: found.map(({ id }) => id) } } })).toBe(events + 40)
  })

  it('rolls its requests up to exactly their sums', async () => {
    expect(await rowsOf(`
      SELECT coalesce(m."clientId", e."clientId") FROM "UsageMetrics" m FULL JOIN (
        SELECT "clientId", date_trunc('hour', "createdAt", 'UTC') AS hour, "keyId", "modelId", count(*) AS requests, count(*) FILTER (WHERE "status" = 'error') AS errors,
          sum("inputTokens") AS input, sum("outputTokens") AS output, sum("costPicos") AS cost, sum("latencyMs") AS latency
        FROM "UsageEvent" GROUP BY 1, 2, 3, 4) e ON e."clientId" = m."clientId" AND e.hour = m."hour" AND e."keyId" = m."keyId" AND e."modelId" = m."modelId"
      WHERE coalesce(m."clientId", e."clientId") IN ${ourIds} AND (m."requests", m."errors", m."inputTokens", m."outputTokens", m."costPicos", m."latencyMsSum") IS DISTINCT FROM (e.requests, e.errors, e.input, e.output, e.cost, e.latency)`)).toEqual([])
  })

  it('takes every token from its period\'s allowance and costs nothing beyond it', async () => {
    expect(await rowsOf(`
      SELECT p."id" FROM "UsagePeriod" p LEFT JOIN (SELECT "usagePeriodId" AS id, sum("allowanceTokens") AS tokens, sum("walletPicos" + "overagePicos") AS billed FROM "UsageEvent" GROUP BY 1) e
        ON e.id = p."id" WHERE p."clientId" IN ${ourIds} AND (p."usedTokens" <> coalesce(e.tokens, 0) OR coalesce(e.billed, 0) <> 0 OR p."heldTokens" <> 0)`)).toEqual([])
  })

  it('prices every request by the price book', async () => {
    expect(await rowsOf(`
      SELECT e."id" FROM "UsageEvent" e JOIN "ModelPrice" p ON p."id" = e."modelPriceId"
      WHERE e."clientId" IN ${ourIds} AND e."status" = 'ok' AND e."costPicos" <> e."inputTokens" * p."inputMicrosPerMillion" + e."outputTokens" * p."outputMicrosPerMillion" + p."requestMicros" * 1000000`)).toEqual([])
  })

  it('keeps the ledger at zero, transaction by transaction, and receivables equal to what is unpaid', async () => {
    expect(await rowsOf(`SELECT "transactionId" FROM "LedgerEntry" GROUP BY 1, "currency" HAVING sum("amountMinor") <> 0`)).toEqual([])
    const [row] = await rowsOf(`
      SELECT (SELECT sum(e."amountMinor") FROM "LedgerEntry" e JOIN "LedgerAccount" a ON a."id" = e."accountId" WHERE a."kind" = 'receivable' AND a."clientId" IN ${ourIds}) AS booked,
        (SELECT sum("totalMinor" - "paidMinor") FROM "Invoice" WHERE "documentStatus" = 'open' AND "clientId" IN ${ourIds}) AS owed,
        (SELECT count(*) FROM "Invoice" WHERE "paymentStatus" = 'unpaid' AND "clientId" IN ${ourIds}) AS unpaid`)
    expect(row?.booked).toBe(row?.owed)
    expect(Number(row?.unpaid)).toBeGreaterThan(0)
  })

  it('takes one unbroken run of invoice numbers, in the order of their dates', async () => {
    const invoices = await platformDb.invoice.findMany({ where: { client: ours }, orderBy: { number: 'asc' }, select: { number: true, issuedAt: true } })
    const sequence = invoices.map(({ number }) => Number(number?.split('-').at(-1)))
    const breaks = sequence.filter((number, i) => i > 0 && number !== (sequence[i - 1] ?? 0) + 1)
    expect(breaks.length).toBeLessThanOrEqual(1) // between the two runs somebody else may have billed
    const dates = invoices.map(({ issuedAt }) => issuedAt?.getTime() ?? 0)
    expect(dates).toEqual([...dates].sort((x, y) => x - y))
    const seller = await platformDb.legalEntity.findFirstOrThrow({ orderBy: { id: 'asc' } })
    expect(seller.nextInvoiceNumber).toBeGreaterThan(sequence.at(-1) ?? Infinity)
  })

  it('gives rows ids of the product\'s own shape, ordered by time', async () => {
    const rows = await platformDb.usageEvent.findMany({ where: { keyId: { not: null }, clientId: { in: (await platformDb.client.findMany({ where: ours, select: { id: true } })).map(({ id }) => id) } }, orderBy: { createdAt: 'asc' }, select: { id: true, createdAt: true } })
    expect(rows.every(({ id }) => isId('req', id))).toBe(true)
    const times = rows.map(({ id }) => id.slice(4, 14))
    expect(times).toEqual([...times].sort())
    const client = await platformDb.client.findFirstOrThrow({ where: ours })
    expect(idPrefixes.some((prefix) => isId(prefix, client.id))).toBe(true)
  })

  it('refuses more requests than any plan\'s allowance holds', async () => {
    await expect(seedBulk({ clients: 3, events: 90_000_000 }, new Date())).rejects.toThrow('ask for more clients')
  })
})
