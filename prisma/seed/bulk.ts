import type pg from 'pg'
import { pool } from '@/lib/db/pool'
import { historySql, moneySql, worldSql } from './bulk-sql'

export type BulkSize = { clients: number; events: number }

/** Fewer than this many tokens a request would be none at all. */
const leastTokens = 4

type Plan = { code: string; includedTokens: bigint }

/** Plans whose allowance holds this client's share of the history: nothing in the large world is ever overage. */
function plansFor(plans: readonly Plan[], eventsPerClient: number): string[] {
  const fitting = plans.filter(({ includedTokens }) => includedTokens >= BigInt(eventsPerClient * leastTokens * 2)).map(({ code }) => code)
  if (fitting.length === 0) throw new Error(`no plan holds ${eventsPerClient} requests for one client: ask for more clients`)
  return fitting
}

async function insertWorld(client: pg.PoolClient, { clients, events }: BulkSize, now: Date): Promise<void> {
  const { rows } = await client.query<{ code: string; included: string }>(
    `SELECT p."code", max(v."includedTokens")::text AS included FROM "Plan" p JOIN "PlanVersion" v ON v."planId" = p."id"
     JOIN "PlanPrice" r ON r."planVersionId" = v."id" WHERE v."retiredAt" IS NULL GROUP BY p."code"`)
  const eventsPerClient = Math.ceil(events / Math.max(1, clients - Math.floor(clients / 15) - 1))
  const codes = plansFor(rows.map(({ code, included }) => ({ code, includedTokens: BigInt(included) })), eventsPerClient)
  for (const { text, values } of worldSql(clients, codes, now)) await client.query(text, values)
  for (const text of moneySql) await client.query(text)
  if (events > 0) for (const { text, values } of historySql(events, now)) await client.query(text, values)
}

/**
 * Adds a large world in one transaction: clients with members, paid subscriptions, numbered invoices, payments and ledger
 * entries, keys, and settled requests. Everything the product keeps in step is in step: roll-ups are the sums of events,
 * every ledger transaction sums to zero, invoice numbers have no gaps and run with their dates.
 */
export async function seedBulk(size: BulkSize, now: Date): Promise<void> {
  const client = await pool().connect()
  try {
    await client.query('BEGIN')
    await insertWorld(client, size, now)
    await client.query('COMMIT')
    await client.query('ANALYZE')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
