import { beforeEach, describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'
import type { Cell, LimitBatch } from '@/lib/providers/limits/types'
import { awayFromHourEnd } from '@/lib/testing/hour-end'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { pass } from './gateway-pass'
import { runAll } from './gateway-run'
import type { Funding } from './funding'
import type { Closing, HoldRow, HoldVerdict, UsageRecord } from './hold'

beforeEach(awayFromHourEnd)

/** One of two that are given the same: its clients, what its limits are counted for, and the names that stand for its ids when both are compared. */
type Twin = { clients: { client: Metered; walletId: string }[]; holders: string[]; names: Map<string, string>; limits: Map<string, bigint> }
/** A hold as both are asked for it: whose, how much, and whatever else its usage row will tell. */
type Asked = { n: number; who: number; amounts: Funding; request: Pick<UsageRecord, 'source' | 'isStream' | 'endpoint' | 'currency' | 'createdAt'> & { model: number } }
type Closed = Asked & { taken: Funding; told: Pick<UsageRecord, 'status' | 'httpStatus' | 'errorCode' | 'isEstimated' | 'inputTokens' | 'cachedTokens' | 'outputTokens' | 'costPicos' | 'firstTokenMs' | 'latencyMs' | 'attempts' | 'upstreamId'> }
type Batch = { closings: Closed[]; holds: Asked[]; returns: { holder: number; slots: number; rate: number; window: number; isLate: boolean }; holder: number; isNarrow: boolean }

/** The same numbers in every run. */
function dice(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}
const oneOf = <One>(roll: (most: number) => number, all: readonly [One, ...One[]]): One => all[roll(all.length)] ?? all[0]

async function makeTwin(): Promise<Twin> {
  const funds = [{ walletPicos: 60_000n }, { walletPicos: 4_000n, includedTokens: 900n, spendLimitPicos: 9_000n }, { walletPicos: 700n, includedTokens: 60n }]
  const clients = await Promise.all(funds.map(async (own) => {
    const client = await createMeteredClient({ upstreams: [], ...own })
    return { client, walletId: (await books(client)).wallet.id }
  }))
  const names = new Map(clients.flatMap(({ client, walletId }, i): [string, string][] => [
    [client.clientId, `client ${i}`], [client.keyId, `key ${i}`], [client.userId, `user ${i}`], [client.periodId, `period ${i}`], [walletId, `wallet ${i}`]]))
  const holders = [newId('test'), newId('test')]
  for (const [i, holder] of holders.entries()) names.set(holder, `holder ${i}`)
  return { clients, holders, names, limits: new Map() }
}

const clientOf = (twin: Twin, who: number): Twin['clients'][number] => {
  const found = twin.clients[who]
  if (!found) throw new Error('no such client')
  return found
}

function requestOf(twin: Twin, { who, request: { model, ...request } }: Asked): HoldRow['request'] {
  const { client } = clientOf(twin, who)
  const isApi = request.source === 'api'
  return { ...request, keyId: isApi ? client.keyId : null, userId: isApi ? null : client.userId, modelId: `mdl_${model}`, modelSlug: `a "${model}", \\b`, modelPriceId: `prc_${model}` }
}

/** The ids of one twin's holds, in their order. */
const idOf = (twin: Twin, n: number): string => {
  const name = `hold ${n}`
  const found = [...twin.names].find(([, one]) => one === name)?.[0]
  if (found) return found
  const id = newId('req')
  twin.names.set(id, name)
  return id
}

function holdOf(twin: Twin, asked: Asked): HoldRow {
  const { client, walletId } = clientOf(twin, asked.who)
  const request = requestOf(twin, asked)
  return { ...asked.amounts, keyPicos: 0n, id: idOf(twin, asked.n), clientId: client.clientId, usagePeriodId: client.periodId, walletId, keyId: request.keyId, expiresAt: new Date('2035-01-01T00:00:00Z'), request }
}

const closingOf = (twin: Twin, closed: Closed): Closing =>
  ({ id: idOf(twin, closed.n), taken: closed.taken, record: { ...requestOf(twin, closed), ...closed.told } })

/** Limits that refuse nothing but where they are narrow: of each client a rate that neither drains nor is given back to its floor within an hour, an hour's window and slots. */
const [rateSize, ratePeriod] = [100_000, 864_000_000_000]
const hourMicros = 3_600_000_000
function limitsOf(twin: Twin, { holds, returns, holder, isNarrow }: Batch): LimitBatch {
  const hour = Math.floor((Date.now() * 1_000) / hourMicros) * hourMicros
  const cells = twin.clients.flatMap(({ client: { clientId } }, who): Cell[] => {
    const isGiver = returns.slots > 0 && clientId === twin.clients[0]?.client.clientId
    return [
      { key: `${clientId}:a`, kind: 'rate', size: rateSize, periodMicros: ratePeriod, returned: returns.rate, returnedFrom: '' },
      { key: `${clientId}:b`, kind: 'slots', size: 100_000, periodMicros: 0, returned: isGiver ? returns.slots : 0, returnedFrom: isGiver ? twin.holders[returns.holder] ?? '' : '' },
      { key: `${clientId}:c`, kind: 'window', size: isNarrow && who === 1 ? 4 : 100_000, periodMicros: hourMicros, returned: returns.window, returnedFrom: String(hour - (returns.isLate ? hourMicros : 0)) },
    ]
  }).sort((a, b) => (a.key < b.key ? -1 : 1))
  const at = (key: string): number => cells.findIndex((cell) => cell.key === key)
  const groups = holds.map(({ who }) => {
    const { client: { clientId } } = clientOf(twin, who)
    return [{ cell: at(`${clientId}:a`), cost: 500 }, { cell: at(`${clientId}:b`), cost: 1 }, { cell: at(`${clientId}:c`), cost: 1 }]
  })
  return { holder: twin.holders[holder] ?? '', leaseMs: 600_000, cells, renewed: [], groups }
}

/** Everything that is written of a twin, its ids by their names; times that are the moment of writing are left out. */
async function rowsOf(twin: Twin): Promise<string[]> {
  const ids = twin.clients.map(({ client }) => client.clientId)
  const read = async (text: string): Promise<string[]> => (await pool().query<{ row: string }>(`SELECT x.row::text AS row FROM (${text}) x`, [ids])).rows.map(({ row }) => row)
  const tables = await Promise.all([
    read(`SELECT 'wallet' || (to_jsonb(w) - 'updatedAt')::text AS row FROM "Wallet" w WHERE "clientId" = ANY ($1)`),
    read(`SELECT 'period' || (to_jsonb(p) - 'startsAt' - 'endsAt' - 'subscriptionId')::text AS row FROM "UsagePeriod" p WHERE "clientId" = ANY ($1)`),
    read(`SELECT 'hold' || (to_jsonb(h) - 'createdAt' #- '{request,createdAt}')::text AS row FROM "Hold" h WHERE "clientId" = ANY ($1)`),
    read(`SELECT 'event' || to_jsonb(e)::text AS row FROM "UsageEvent" e WHERE "clientId" = ANY ($1)`),
    read(`SELECT 'metrics' || to_jsonb(m)::text AS row FROM "UsageMetrics" m WHERE "clientId" = ANY ($1)`),
    read(`SELECT 'spend' || to_jsonb(s)::text AS row FROM "KeySpend" s WHERE "clientId" = ANY ($1)`),
    read(`SELECT 'slots' || (to_jsonb(s) - 'expiresAt')::text AS row FROM "LimitSlots" s WHERE split_part("key", ':', 1) = ANY ($1)`),
    read(`SELECT 'window' || (to_jsonb(c) - 'expiresAt')::text AS row FROM "LimitCell" c WHERE split_part("key", ':', 1) = ANY ($1) AND "key" LIKE '%:c'`),
  ])
  const named = (row: string): string => [...twin.names].reduce((text, [id, name]) => text.replaceAll(id, name), row)
  return [...tables.flat().map(named), ...await debtsOf(twin)].sort()
}

/** A rate's debt, had nothing of it drained since it was first counted. */
async function debtsOf(twin: Twin): Promise<string[]> {
  const { rows } = await pool().query<{ key: string; sum: string; at: string }>(
    `SELECT "key", "level"::numeric + "at"::numeric * ${rateSize} AS sum, "at" FROM "LimitCell" WHERE "key" = ANY ($1)`, [twin.clients.map(({ client }) => `${client.clientId}:a`)])
  return rows.map(({ key, sum, at }) => {
    const first = twin.limits.get(key) ?? BigInt(at)
    twin.limits.set(key, first)
    return `debt ${twin.names.get(key.split(':')[0] ?? '') ?? ''} ${BigInt(sum) - first * BigInt(rateSize)}`
  })
}

type Answer = { closed: boolean[] | null; verdicts: (HoldVerdict | 'limits')[] | null; isPass: boolean }
type Way = (limits: LimitBatch, closings: Closing[], holds: HoldRow[]) => Promise<Answer>
const longWay: Way = async (limits, closings, holds) => {
  const { closed, verdicts, fits } = await runAll(limits, closings, holds, holds.map((_hold, i) => i + 1))
  let next = 0
  return { closed, verdicts: limits.groups.map(({ length }, i) => (fits?.slice(i * length, (i + 1) * length).includes(false) ? 'limits' : verdicts?.[next++] ?? 'taken')), isPass: false }
}
/** As the gateway goes: what a pass leaves alone goes the long way. */
const shortWay: Way = async (limits, closings, holds) => {
  const row = await pass(limits, closings, holds)
  return row.is_done ? { ...row, isPass: true } : longWay(limits, closings, holds)
}
const ways: Way[] = [shortWay, longWay]

type Told = { closed: boolean[]; verdicts: string[]; isPass: boolean } | { refused: string }
async function told(way: Way, twin: Twin, batch: Batch): Promise<Told> {
  const [closings, holds] = [batch.closings.map((one) => closingOf(twin, one)), batch.holds.map((one) => holdOf(twin, one))]
  try {
    const { closed, verdicts, isPass } = await way(limitsOf(twin, batch), closings, holds)
    return { closed: closed ?? closings.map(() => true), verdicts: verdicts ?? holds.map(() => 'taken'), isPass }
  } catch (error) {
    return { refused: String(error) }
  }
}

function askedBy(roll: (most: number) => number, n: number): Asked {
  const who = roll(3)
  const amounts = oneOf<Funding>(roll, [
    { allowanceTokens: 0n, walletPicos: BigInt(roll(900)), overagePicos: 0n }, { allowanceTokens: 0n, walletPicos: BigInt(1 + roll(300)), overagePicos: 0n }, { allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n },
    { allowanceTokens: BigInt(roll(60)), walletPicos: 0n, overagePicos: 0n }, { allowanceTokens: BigInt(roll(20)), walletPicos: BigInt(roll(200)), overagePicos: BigInt(roll(400)) },
  ])
  const createdAt = new Date(Date.UTC(2026, 5, 1, 12 + roll(2), 30, roll(60), roll(1_000)))
  return { n, who, amounts, request: { source: oneOf(roll, ['api', 'api', 'playground']), isStream: roll(2) === 0, endpoint: oneOf(roll, ['chat', 'completions', 'embeddings']), currency: who === 2 ? 'EUR' : 'USD', createdAt, model: roll(2) } }
}

const partOf = (roll: (most: number) => number, whole: bigint): bigint => (whole === 0n ? 0n : (whole * BigInt(roll(101))) / 100n)

function closedBy(roll: (most: number) => number, asked: Asked): Closed {
  const isReleased = roll(4) === 0
  const { allowanceTokens, walletPicos, overagePicos } = asked.amounts
  const taken = isReleased ? { allowanceTokens: 0n, walletPicos: 0n, overagePicos: 0n }
    : { allowanceTokens: partOf(roll, allowanceTokens), walletPicos: partOf(roll, walletPicos), overagePicos: partOf(roll, overagePicos) }
  const status = isReleased ? 'error' : oneOf<UsageRecord['status']>(roll, ['ok', 'ok', 'canceled'])
  const inputTokens = roll(500)
  return { ...asked, taken, told: {
    status, httpStatus: isReleased ? 502 : 200, errorCode: isReleased ? 'up, "stream"' : null, isEstimated: roll(3) === 0, inputTokens, cachedTokens: roll(inputTokens + 1), outputTokens: roll(900),
    costPicos: taken.walletPicos + taken.overagePicos + BigInt(roll(50)), latencyMs: roll(9_000), firstTokenMs: roll(2) === 0 ? roll(300) : null, attempts: 1 + roll(2), upstreamId: roll(3) === 0 ? null : 'ups_x',
  } }
}

describe('a pass and the way it is short for', () => {
  it.each([1, 2, 3])('write the same rows and give the same answers, whatever they are asked (%i)', async (seed) => {
    const roll = dice(seed * 7_919)
    const twins = [await makeTwin(), await makeTwin()]
    let open: Asked[] = []
    const gone: Asked[] = []
    const outcomes = new Set<string>()
    for (let round = 0, n = 0; round < 24; round++) {
      const holds = round === 0 ? [0, 1, 2].map((who) => ({ ...askedBy(roll, n++), who })) : Array.from({ length: roll(7) }, () => askedBy(roll, n++))
      const closings = open.filter(() => roll(5) < 2).map((one) => closedBy(roll, one))
      if (round % 4 === 3) closings.push(...gone.slice(-2).map((one) => closedBy(roll, one)), closedBy(roll, askedBy(roll, 100_000 + round)))
      const [greedy] = closings
      if (round % 6 === 5 && greedy) closings[0] = { ...greedy, taken: { ...greedy.amounts, walletPicos: greedy.amounts.walletPicos + 1n } }
      const batch = { closings, holds, holder: roll(2), returns: { holder: roll(2), slots: roll(3), rate: round === 0 ? 0 : roll(5), window: roll(3), isLate: roll(3) === 0 }, isNarrow: round % 5 === 4 }
      const [short, long] = await Promise.all(twins.map((twin, i) => told(ways[i] ?? longWay, twin, batch)))
      expect({ ...short, isPass: false }).toEqual({ isPass: false, ...long })
      const [left, right] = await Promise.all(twins.map(rowsOf))
      expect(left).toEqual(right)
      if (!short || 'refused' in short) {
        outcomes.add('refused')
        continue
      }
      outcomes.add(short.isPass ? 'a pass' : 'the long way')
      short.verdicts.forEach((verdict) => outcomes.add(verdict))
      short.closed.forEach((isClosed) => outcomes.add(String(isClosed)))
      const closed = new Set(closings.map((one) => one.n))
      gone.push(...open.filter((one) => closed.has(one.n)))
      open = [...open.filter((one) => !closed.has(one.n)), ...holds.filter((_hold, i) => short.verdicts[i] === 'taken')]
    }
    expect([...outcomes].sort()).toEqual(['a pass', 'false', 'funds', 'limits', 'refused', 'taken', 'the long way', 'true'])
  })
})
