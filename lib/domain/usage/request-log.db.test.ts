import { beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { pool } from '@/lib/db/pool'
import { asRole, createTestClient } from '@/lib/testing/contexts'
import { figure } from '@/lib/testing/figure'
import { seedBulk } from '@/prisma/seed/bulk'
import { seedCatalog } from '@/prisma/seed/catalog'
import { getKeySpend, listEvents } from '.'

type Busy = { clientId: string; keyId: string; model: string }

/** REQUEST_LOG_ROWS=1000000 asks the same of a million rows. */
const scale = Number(process.env.REQUEST_LOG_ROWS ?? 40_000)
let busy: Busy
let ctx: Awaited<ReturnType<typeof createTestClient>>['ctx']

/** The statements Prisma really sends, with their values, while `work` runs. */
async function statementsOf(work: () => Promise<unknown>): Promise<{ text: string; values: unknown[] }[]> {
  const seen: { text: string; values: unknown[] }[] = []
  const real = pool().query.bind(pool())
  const spy = (...args: unknown[]): unknown => {
    const [first] = args as [{ text: string; values?: unknown[] }]
    if (typeof first === 'object' && /"UsageEvent"/.test(first.text)) seen.push({ text: first.text, values: first.values ?? [] })
    return (real as (...all: unknown[]) => unknown)(...args)
  }
  Object.assign(pool(), { query: spy })
  try {
    await work()
  } finally {
    Object.assign(pool(), { query: real })
  }
  return seen
}

type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Actual Rows': number; 'Actual Loops': number; 'Rows Removed by Filter'?: number; Plans?: Plan[] }

/** How many rows of the log the database looked at to answer, shown and thrown away together. */
function rowsTouched(plan: Plan): number {
  const own = plan['Relation Name'] === 'UsageEvent' ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'] : 0
  return (plan.Plans ?? []).reduce((sum, one) => sum + rowsTouched(one), own)
}

const nodesOf = (plan: Plan): string[] => [plan['Node Type'], ...(plan.Plans ?? []).flatMap(nodesOf)]

async function planOf(input: Parameters<typeof listEvents>[1]): Promise<{ touched: number; nodes: string[] }> {
  const [statement] = await statementsOf(() => listEvents(ctx, input))
  if (!statement) throw new Error('no statement was seen')
  const { rows } = await pool().query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`, statement.values)
  const plan = rows[0]?.['QUERY PLAN'][0].Plan as Plan
  return { touched: rowsTouched(plan), nodes: nodesOf(plan) }
}

beforeAll(async () => {
  await seedCatalog(platformDb, new Date())
  await seedBulk({ clients: 2, events: scale }, new Date())
  const [row] = (await pool().query<Busy>(`SELECT "clientId", "keyId", "modelSlug" AS model FROM "UsageEvent" GROUP BY 1, 2, 3 ORDER BY count(*) DESC LIMIT 1`)).rows
  if (!row) throw new Error('nothing was seeded')
  busy = row
  ctx = { ...asRole((await createTestClient()).ctx, 'viewer'), clientId: busy.clientId }
}, 240_000 + scale)

describe('the request log of a busy client', () => {
  const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
  const cases: [string, () => Parameters<typeof listEvents>[1]][] = [
    ['whole', () => ({})],
    ['of one key', () => ({ keyId: busy.keyId })],
    ['of one model', () => ({ model: busy.model })],
    ['of what failed', () => ({ status: 'error' as const })],
    ['of what went well', () => ({ status: 'ok' as const })],
    ['of a stretch of time long ago', () => ({ from: ago(20), to: ago(10) })],
    ['of one key, one model and a stretch of time', () => ({ keyId: busy.keyId, model: busy.model, from: ago(12), to: ago(6) })],
  ]

  it.each(cases)('%s reads about a page along an index, never the table', async (name, input) => {
    const { touched, nodes } = await planOf({ limit: 25, ...input() })
    figure(`the request log ${name}: rows looked at for a page of 25 in ${scale.toLocaleString('en-US')}`, touched)
    expect(nodes).not.toContain('Seq Scan')
    expect(nodes).not.toContain('Sort')
    expect(touched).toBeLessThan(600)
  })

  it('pages to its end without a row twice or missing, filtered as asked', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listEvents(ctx, { limit: 100, status: 'error', ...(cursor ? { cursor } : {}) })
      expect(page.data.every((row) => row.status === 'error')).toBe(true)
      seen.push(...page.data.map((row) => row.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    const count = await platformDb.usageEvent.count({ where: { clientId: busy.clientId, status: 'error' } })
    expect([new Set(seen).size, seen.length]).toEqual([count, count])
    expect(seen).toEqual([...seen].sort().reverse())
  })

  it('takes a time range to the millisecond: from is in, to is out', async () => {
    const rows = await platformDb.usageEvent.findMany({ where: { clientId: busy.clientId }, orderBy: { id: 'desc' }, take: 3, skip: 50, select: { id: true, createdAt: true } })
    const [newest, , oldest] = rows
    const range = { from: oldest?.createdAt.toISOString() ?? '', to: newest?.createdAt.toISOString() ?? '' }
    const { data } = await listEvents(ctx, { limit: 100, ...range })
    const expected = await platformDb.usageEvent.findMany({ where: { clientId: busy.clientId, createdAt: { gte: range.from, lt: range.to } }, orderBy: { id: 'desc' }, select: { id: true } })
    expect(data.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
  })
})

describe('what a key has spent', () => {
  it('in the month is the sum of its requests at list price', async () => {
    const now = new Date()
    const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
    const sum = await platformDb.usageEvent.aggregate({ where: { clientId: busy.clientId, keyId: busy.keyId, createdAt: { gte: start } }, _sum: { costPicos: true } })
    const spend = await getKeySpend(ctx, { id: busy.keyId })
    expect(BigInt(spend.month.spent.replace('.', ''))).toBe(sum._sum.costPicos ?? 0n) // none yet where a month has just begun
    expect(spend.month).toMatchObject({ cap: null, left: null, startsAt: start })
  })
})
