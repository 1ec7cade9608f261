import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { pool } from '@/lib/db/pool'
import { env } from '@/lib/env'
import { days, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { expectExactBooks } from '@/lib/testing/exact-books'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { gatewayPost } from '@/lib/testing/gateway-call'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { warm } from '@/lib/testing/warm-key'
import { freshReadText } from './fresh-read'
import type { HoldRow } from './hold'
import { askHold } from './hold-queue'
import { StaleFacts } from './kept-facts'

const plenty = 10n ** 15n
let upstream: FakeUpstream
let apart: pg.Client
beforeAll(async () => {
  upstream = await startFakeUpstream()
  apart = new pg.Client({ connectionString: env().DATABASE_URL }) // whatever changes there is told to nobody here
  await apart.connect()
})
afterAll(async () => {
  await apart.end()
  await upstream.close()
})
beforeEach(awayFromHourEnd)
beforeEach(() => { upstream.script = {} })

const open = (over: Partial<Parameters<typeof createMeteredClient>[0]> = {}): Promise<Metered> => createMeteredClient({ upstreams: [upstream.baseUrl], walletPicos: plenty, ...over })
const version = async (): Promise<bigint> => (await platformDb.gatewayVersion.findUniqueOrThrow({ where: { id: 'this' } })).version

describe('the clock alone', () => {
  it('makes a price count from its moment on', async () => {
    const client = await open({ price: { inputMicrosPerMillion: 0n, cachedInputMicrosPerMillion: 0n, outputMicrosPerMillion: 0n, requestMicros: 1n } })
    await warm(client)
    const [old, from] = [await platformDb.modelPrice.findFirstOrThrow({ where: { model: { slug: client.model } } }), plus(new Date(), 1_500)]
    await platformDb.modelPrice.update({ where: { id: old.id }, data: { effectiveTo: from } })
    await platformDb.modelPrice.create({ data: { ...old, id: newId('prc'), requestMicros: 5n, effectiveFrom: from } })
    const balance = async (): Promise<bigint> => (await books(client)).wallet.balancePicos
    const calls: { begun: number; ended: number; picos: bigint }[] = []
    do {
      const [before, begun] = [await balance(), Date.now()]
      await gatewayPost(client)
      calls.push({ begun, ended: Date.now(), picos: before - await balance() })
    } while ((calls.at(-1)?.begun ?? 0) < from.getTime())
    for (const { begun, ended, picos } of calls) {
      if (begun >= from.getTime()) expect(picos).toBe(5_000_000n)
      if (ended < from.getTime()) expect(picos).toBe(1_000_000n)
    }
  })

  it('ends a period, and the next one pays', async () => {
    const client = await open({ includedTokens: 1_000_000n })
    await warm(client)
    const [period, ends] = [(await books(client)).period, plus(new Date(), 1_500)]
    await platformDb.usagePeriod.update({ where: { id: period.id }, data: { endsAt: ends } })
    const next = newId('prd')
    await platformDb.usagePeriod.create({ data: { id: next, clientId: client.clientId, subscriptionId: period.subscriptionId, startsAt: ends, endsAt: plus(ends, days(30)), currency: 'USD', includedTokens: 1_000_000n } })
    let begun = 0
    do {
      begun = Date.now()
      expect((await gatewayPost(client)).status).toBe(200)
    } while (begun < ends.getTime())
    expect((await books(client)).events.at(-1)).toMatchObject({ usagePeriodId: next, walletPicos: 0n, allowanceTokens: 7n })
  })

  it('ends a secret\'s grace', async () => {
    const client = await open()
    await apart.query(`WITH old AS (SELECT "hash", "clientId", "id" FROM "APIKey" WHERE "id" = $1), changed AS (UPDATE "APIKey" SET "hash" = sha256(convert_to($1, 'UTF8')) WHERE "id" = $1)
      INSERT INTO "RetiredKeySecret" ("hash", "clientId", "keyId", "hint", "retiredAt", "endsAt") SELECT "hash", "clientId", "id", 'x', now(), now() + interval '1500 milliseconds' FROM old`, [client.keyId])
    const { rows: [{ ends } = { ends: 0 }] } = await apart.query<{ ends: number }>('SELECT (extract(epoch FROM "endsAt") * 1000)::float8 AS ends FROM "RetiredKeySecret" WHERE "keyId" = $1', [client.keyId])
    const clock = async (): Promise<number> => (await apart.query<{ now: number }>('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now')).rows[0]?.now ?? 0
    for (let at = await clock(); ; at = await clock()) {
      const { status } = await gatewayPost(client)
      if (at < ends) expect([200, 401]).toContain(status)
      else {
        expect(status).toBe(401)
        break
      }
    }
  })
})

describe('money', () => {
  it('comes from the allowance first, then from the wallet, and a request that crosses over is split to the token', async () => {
    const client = await open({ includedTokens: 60n })
    for (let i = 0; i < 12; i++) expect((await gatewayPost(client, { max_tokens: 16 })).status).toBe(200)
    const { events } = await books(client)
    expect(events.map(({ allowanceTokens }) => allowanceTokens)).toEqual([7n, 7n, 7n, 7n, 7n, 7n, 7n, 7n, 4n, 0n, 0n, 0n])
    expect(events.map(({ walletPicos }) => walletPicos > 0n)).toEqual([...Array.from({ length: 8 }, () => false), true, true, true, true])
    await expectExactBooks(client, { wallet: plenty })
    await warm(client, { max_tokens: 16 }) // the allowance is used up, which nothing but a change of the period undoes
  })

  it('that was paid in a moment ago counts, and what is short is seen', async () => {
    const little = 100n * 600_000n
    const client = await open({ walletPicos: little })
    const lowered = async (): Promise<[number, string | undefined]> => {
      const { status, headers } = await gatewayPost(client, { max_tokens: 400 })
      return [status, headers['x-max-tokens-lowered']]
    }
    const [status, tokens] = await lowered()
    expect([status, Number(tokens) < 100]).toEqual([200, true])
    await apart.query('UPDATE "Wallet" SET "balancePicos" = $2 WHERE "clientId" = $1', [client.clientId, plenty])
    expect(await lowered()).toEqual([200, undefined])
    await warm(client, { max_tokens: 400 })
    await apart.query('UPDATE "Wallet" SET "balancePicos" = $2 WHERE "clientId" = $1', [client.clientId, little])
    expect(await lowered()).toEqual([200, tokens])
    await apart.query('UPDATE "Wallet" SET "balancePicos" = 0 WHERE "clientId" = $1', [client.clientId])
    expect(await lowered()).toEqual([402, undefined])
  })

  it('is never short of a request that the limits let in once: no refusal counts twice', async () => {
    const client = await open({ plan: { requestsPerDay: 100 } })
    await warm(client)
    await apart.query('UPDATE "Wallet" SET "balancePicos" = 0 WHERE "clientId" = $1', [client.clientId])
    const before = Number((await gatewayPost(client)).headers['x-ratelimit-remaining-requests'])
    const { status, headers } = await gatewayPost(client)
    expect([status, Number(headers['x-ratelimit-remaining-requests'])]).toEqual([402, before - 1])
  })
})

describe('a change', () => {
  it('that is not committed yet neither counts nor is missed afterwards', async () => {
    const [client, second] = await Promise.all([open(), open()])
    await warm(client)
    await apart.query('BEGIN')
    await apart.query('UPDATE "APIKey" SET "revokedAt" = now() WHERE "id" = $1', [client.keyId])
    // Read anew in between, for another change, and kept.
    await platformDb.apiKey.update({ where: { id: second.keyId }, data: { concurrentRequests: 9 } })
    expect((await gatewayPost(client)).status).toBe(200)
    await warm(client)
    await apart.query('SET CONSTRAINTS ALL IMMEDIATE') // the version is written, and not to be seen
    await warm(client)
    await apart.query('COMMIT')
    expect((await gatewayPost(client)).status).toBe(401)
  })

  it('waits for no other client\'s, however long that one takes, and counts once', async () => {
    const [one, two] = await Promise.all([open(), open()])
    const before = await version()
    await apart.query('BEGIN')
    for (const most of [7, 8, 9]) await apart.query('UPDATE "APIKey" SET "concurrentRequests" = $2 WHERE "id" = $1', [one.keyId, most])
    await platformDb.apiKey.update({ where: { id: two.keyId }, data: { concurrentRequests: 9 } })
    expect(await version()).toBe(before + 1n)
    await apart.query('COMMIT')
    expect(await version()).toBe(before + 2n)
    await Promise.all(Array.from({ length: 40 }, (_one, i) => platformDb.apiKey.update({ where: { id: (i % 2 ? one : two).keyId }, data: { concurrentRequests: 10 + i } })))
    expect(await version()).toBe(before + 42n)
  })

  it('that is undone is none', async () => {
    const [client, before] = [await open(), await version()]
    await apart.query('BEGIN')
    await apart.query('UPDATE "APIKey" SET "revokedAt" = now() WHERE "id" = $1', [client.keyId])
    await apart.query('ROLLBACK')
    expect(await version()).toBe(before)
    expect((await gatewayPost(client)).status).toBe(200)
  })

  it('is none where only traffic changes something', async () => {
    const client = await open({ includedTokens: 20n })
    await apart.query('UPDATE "APIKey" SET "lastUsedAt" = NULL WHERE "id" = $1', [client.keyId])
    const before = await version()
    for (let i = 0; i < 5; i++) await gatewayPost(client, { stream: i % 2 === 0 })
    await expect.poll(async () => (await books(client)).openHolds).toBe(0)
    expect((await platformDb.apiKey.findUniqueOrThrow({ where: { id: client.keyId } })).lastUsedAt).not.toBeNull()
    expect(await version()).toBe(before)
  })

  it('is none where it is nothing to a request: names, notes and the like', async () => {
    const client = await open()
    await warm(client)
    const before = await version()
    for (const [table, own] of [['APIKey', '"clientId"'], ['Client', '"id"']] as const) await apart.query(`UPDATE "${table}" SET "name" = 'Another', "createdAt" = now() WHERE ${own} = $1`, [client.clientId])
    await apart.query(`UPDATE "Upstream" SET "name" = "name" || '.' WHERE "id" IN (SELECT "upstreamId" FROM "ModelUpstream" mu JOIN "Model" m ON m."id" = mu."modelId" WHERE m."slug" = $1)`, [client.model])
    expect(await version()).toBe(before)
    await apart.query('UPDATE "Client" SET "name" = \'Closed\', "suspendedAt" = now() WHERE "id" = $1', [client.clientId])
    expect(await version()).toBe(before + 1n)
    expect((await gatewayPost(client)).status).toBe(403)
  })
})

describe('a revocation among many requests', () => {
  it('leaves no hold that was taken after it', async () => {
    const client = await open()
    await warm(client)
    const answers: { begun: number; status: number }[] = []
    const lane = async (): Promise<void> => {
      for (let status = 200; status === 200;) {
        const begun = performance.now()
        status = (await gatewayPost(client)).status
        answers.push({ begun, status })
      }
    }
    const lanes = Array.from({ length: 8 }, lane)
    await expect.poll(() => answers.length).toBeGreaterThan(50)
    await apart.query('UPDATE "APIKey" SET "revokedAt" = now() WHERE "id" = $1', [client.keyId])
    const { rows: [{ at } = { at: new Date(0) }] } = await apart.query<{ at: Date }>('SELECT clock_timestamp() AS at')
    const revoked = performance.now()
    await Promise.all(lanes)
    expect((await gatewayPost(client)).status).toBe(401)
    expect(answers.filter(({ begun, status }) => status === 200 && begun > revoked)).toEqual([])
    const { events, openHolds } = await books(client)
    expect([events.filter(({ createdAt }) => createdAt > plus(at, 1)).length, openHolds]).toEqual([0, 0])
    await expectExactBooks(client, { wallet: plenty })
  })
})

const holdOf = async (client: Metered, over: Partial<HoldRow>): Promise<HoldRow> => ({
  allowanceTokens: 0n, walletPicos: 100n, overagePicos: 0n, keyPicos: 0n, id: newId('req'), clientId: client.clientId, usagePeriodId: client.periodId, walletId: (await books(client)).wallet.id, keyId: client.keyId,
  expiresAt: plus(new Date(), 60_000), ...over,
  request: { keyId: client.keyId, userId: null, modelId: 'mdl_x', modelSlug: client.model, modelPriceId: 'prc_x', endpoint: 'chat', source: 'api', isStream: false, currency: 'USD', createdAt: new Date() },
})

describe('a batch', () => {
  it('takes no hold by old facts, writes nothing for it, and takes the others', async () => {
    const client = await open()
    const now = Number(await version())
    const asked = await Promise.all([{ version: now }, { version: now - 1 }, {}, { version: now - 1, keyPicos: 5n }].map((over) => holdOf(client, over)))
    const answers = await Promise.allSettled(asked.map((one) => askHold(one, [])))
    const taken = new Set((await books(client)).holds.map(({ id }) => id))
    expect(asked.map(({ id }) => taken.has(id)).slice(1)).toEqual([false, true, false])
    for (const [i, answer] of answers.entries()) {
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(StaleFacts)
      else expect([answer.value.verdict, taken.has(asked[i]?.id ?? '')]).toEqual(['taken', true])
    }
    expect((await books(client)).wallet.heldPicos).toBe(100n * BigInt(taken.size))
  })
})

/** The columns that the object of `from` (a catalogue) depends on, as PostgreSQL has noted them. */
const columnsOf = (from: 'pg_rewrite' | 'pg_trigger', where: string): Promise<string[]> =>
  apart.query<{ column: string }>(`SELECT DISTINCT c.relname || '.' || a.attname AS column FROM ${from} o JOIN pg_depend d ON d.classid = '${from}'::regclass AND d.objid = o.oid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class c ON c.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid WHERE d.refobjsubid > 0 AND ${where} ORDER BY 1`).then(({ rows }) => rows.map(({ column }) => column))

describe('what is kept', () => {
  const known = ['KeySpend'] // of a key with spend caps nothing is kept
  // Money moves with each request, and a key's last use tells when to write the next: neither is kept to be believed.
  const moving = ['APIKey.lastUsedAt', 'UsagePeriod.heldOveragePicos', 'UsagePeriod.heldTokens', 'UsagePeriod.overagePicos', 'UsagePeriod.usedTokens', 'Wallet.balancePicos', 'Wallet.heldPicos']

  it('comes from tables that all tell of their changes, and takes of none the whole row', async () => {
    await apart.query('SET plan_cache_mode = force_generic_plan')
    await apart.query(`PREPARE facts (bytea[], text[], timestamptz) AS ${freshReadText}`)
    const { rows: [plan] } = await apart.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON) EXECUTE facts ('{}', '{}', now())`)
    const read = [...new Set([...JSON.stringify(plan).matchAll(/"Relation Name":"([^"]+)"/g)].map(([, name]) => name ?? ''))].filter((name) => name !== 'GatewayVersion' && !known.includes(name))
    const { rows } = await pool().query<{ name: string }>(`SELECT c.relname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname IN ('gateway_facts', 'gateway_facts_update') AND t.tgenabled = 'O'
      GROUP BY 1 HAVING count(*) = 2 AND bool_and(t.tgdeferrable AND t.tginitdeferred)`)
    expect(read.length).toBeGreaterThan(10)
    expect(read.filter((name) => !rows.some((row) => row.name === name))).toEqual([])
    const { rows: [verbose] } = await apart.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE facts ('{}', '{}', now())`)
    const aliases = [...JSON.stringify(verbose).matchAll(/"Relation Name":"([^"]+)","Schema":"[^"]+","Alias":"([^"]+)"/g)].filter(([, name]) => !known.includes(name ?? '')).map(([, , alias]) => alias ?? '')
    expect(aliases.length).toBeGreaterThan(10)
    expect(aliases.filter((alias) => new RegExp(`\\b${alias}\\.\\*`).test(JSON.stringify(verbose)))).toEqual([])
  })

  it('comes from columns that all tell of their changes, but those that move with each request, and no other column does', async () => {
    const text = freshReadText.replaceAll('$1', "'{}'").replaceAll('$2', "'{}'").replaceAll('$3', 'now()')
    await apart.query(`CREATE TEMP VIEW facts_read AS ${text}`)
    const read = (await columnsOf('pg_rewrite', "o.ev_class = 'facts_read'::regclass")).filter((column) => !['GatewayVersion', ...known].includes(column.split('.')[0] ?? ''))
    expect(read).toEqual(expect.arrayContaining([...moving, 'Client.suspendedAt', 'Upstream.secretCiphertext', 'PlanVersion.keyTokensPerMinute']))
    expect(await columnsOf('pg_trigger', "o.tgname = 'gateway_facts_update'")).toEqual(read.filter((column) => !moving.includes(column)))
  })
})
