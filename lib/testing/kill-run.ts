import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { pool } from '@/lib/db/pool'
import { releaseForgotten } from '@/lib/domain/gateway'
import { expectExactBooks } from './exact-books'
import { startGateways, type GatewayProcess } from './gateway-processes'
import { startKillablePostgres } from './killed-postgres'
import { books, createMeteredClient, type Metered } from './metered-client'
import { ModelServer } from './model-servers'

type Answered = { id: string; cost: string }
export type KillFigures = { answered: number; attempts: number; kills: number; held: bigint; lost: number; doubled: number; seconds: number }

const clientsAtOnce = 16
/** Longer than any recovery: a request that is never answered fails the run. */
const patienceMs = 180_000
const walletPicos = 10n ** 16n

/** One request as a client sees it: its id and what it was told to cost, when it got a whole answer. */
async function ask({ origin }: GatewayProcess, client: Metered, stream: boolean): Promise<Answered | null> {
  const body = JSON.stringify({ model: client.model, messages: [{ role: 'user', content: 'Count to six' }], max_tokens: 30, stream, ...(stream ? { stream_options: { include_usage: true } } : {}) })
  try {
    const answer = await fetch(`${origin}/api/v1/chat/completions`, {
      method: 'POST', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${client.secret}` }, signal: AbortSignal.timeout(60_000),
    })
    const text = await answer.text()
    const isWhole = answer.status === 200 && (!stream || text.trimEnd().endsWith('[DONE]'))
    const cost = /"cost":"([\d.]+)"/.exec(text)?.[1]
    return isWhole && cost ? { id: answer.headers.get('x-request-id') ?? '', cost } : null
  } catch {
    return null
  }
}

/** A client that tries again until it is answered, as the official ones do for a while. */
async function untilAnswered(live: () => GatewayProcess[], client: Metered, turn: number): Promise<{ answered: Answered; attempts: number }> {
  const deadline = performance.now() + patienceMs
  for (let attempts = 1; performance.now() < deadline; attempts++) {
    const gateways = live()
    const gateway = gateways[(turn + attempts) % Math.max(1, gateways.length)]
    const answered = gateway ? await ask(gateway, client, turn % 3 === 0) : null
    if (answered) return { answered, attempts }
    await sleep(50 + Math.random() * 200)
  }
  throw new Error('a request was never answered')
}

/** From here on every hold's id is kept in a table of its own, since a closed hold's row goes. */
async function keepHeldIds(): Promise<void> {
  await pool().query(`CREATE TABLE "EverHeld" ("id" text PRIMARY KEY);
    CREATE FUNCTION keep_held_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO "EverHeld" VALUES (NEW."id"); RETURN NULL; END $$;
    CREATE TRIGGER keep_held_id AFTER INSERT ON "Hold" FOR EACH ROW EXECUTE FUNCTION keep_held_id()`)
}

async function heldIds(): Promise<string[]> {
  return (await pool().query<{ id: string }>('SELECT "id" FROM "EverHeld"')).rows.map(({ id }) => id)
}

/**
 * Sends `requests` through two real gateway processes while gateways, model servers and PostgreSQL are killed at random,
 * `kills` times in all, each request until it is answered; then sweeps and checks the books to the pico.
 */
export async function runWithKills(requests: number, kills: number): Promise<KillFigures> {
  const started = performance.now()
  const database = await startKillablePostgres()
  await keepHeldIds()
  const models = await Promise.all([ModelServer.start(), ModelServer.start(), ModelServer.start()])
  const client = await createMeteredClient({ upstreams: models.map(({ baseUrl }) => baseUrl), walletPicos, includedTokens: 5_000n })
  const gateways = await startGateways(2)
  try {
    let [begun, attempts, isOver] = [0, 0, false]
    const answered: Answered[] = []
    const live = (): GatewayProcess[] => gateways.all.filter(({ child }) => child.exitCode === null && child.signalCode === null)
    const worker = async (): Promise<void> => {
      while (begun < requests) {
        const turn = begun++
        const answer = await untilAnswered(live, client, turn)
        answered.push(answer.answered)
        attempts += answer.attempts
      }
    }
    const killGateway = async (): Promise<void> => {
      live()[0]?.child.kill('SIGKILL')
      await gateways.start()
    }
    const acts = [killGateway, (i: number) => models[i % models.length]?.kill(), (i: number) => database.kill(i % 4 === 2 ? 'server' : 'backend')]
    /** Each kind of death has its own rhythm, so that they fall together too. */
    const killer = async (kind: number): Promise<void> => {
      for (let i = kind; i < kills && !isOver; i += acts.length) {
        while (answered.length < (requests * i) / kills && !isOver) await sleep(5)
        if (!isOver) await acts[kind]?.(i)
      }
    }
    const asking = Promise.all(Array.from({ length: clientsAtOnce }, worker)).finally(() => { isOver = true })
    await Promise.all([asking, ...acts.map((_act, kind) => killer(kind))])
    return await settledFigures(client, answered, { attempts, kills, started })
  } finally {
    await gateways.stop()
    await Promise.all(models.map((model) => model.stop()))
    await database.stop()
  }
}

/** Waits for what still runs, sweeps what died, and holds the books against what clients were told. */
async function settledFigures(client: Metered, answered: Answered[], { attempts, kills, started }: { attempts: number; kills: number; started: number }): Promise<KillFigures> {
  await sleep(1_500)
  const later = new Date(Date.now() + 3_600_000)
  await expect.poll(async () => {
    await releaseForgotten(later)
    return (await books(client)).openHolds
  }, { timeout: 120_000, interval: 500 }).toBe(0)
  await expectExactBooks(client, { wallet: walletPicos })
  const [{ wallet, period, events, keySpend }, held] = [await books(client), await heldIds()]
  const byId = new Map(events.map((event) => [event.id, event]))
  for (const { id, cost } of answered) {
    const event = byId.get(id)
    expect(event, `the answered request ${id} has its usage row`).toBeDefined()
    expect(BigInt(cost.replace('.', ''))).toBe(event?.costPicos)
    expect(event).toMatchObject({ status: 'ok', inputTokens: 7, outputTokens: 6 })
  }
  return {
    answered: answered.length, attempts, kills, held: wallet.heldPicos + period.heldTokens + period.heldOveragePicos + (keySpend?.heldPicos ?? 0n),
    lost: held.filter((id) => !byId.has(id)).length, doubled: events.length - byId.size, seconds: Math.round((performance.now() - started) / 1000),
  }
}
