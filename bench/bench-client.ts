import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { newId } from '@/lib/kernel/id'

export type BenchClient = { secret: string; model: string; clientId: string }

/** A client whose plan has every kind of limit, none of them in reach, with a key and a model behind `upstream`. */
export async function createBenchClient(databaseUrl: string, upstream: string): Promise<BenchClient> {
  const db = new pg.Client({ connectionString: databaseUrl })
  await db.connect()
  const id = { client: newId('cli'), plan: newId('pln'), version: newId('plv'), sub: newId('sub'), period: newId('prd'), wallet: newId('wal'), model: newId('mdl'), price: newId('prc'), upstream: newId('ups'), key: newId('key') }
  const secret = `mk_live_${randomBytes(32).toString('base64url')}`
  const slug = `bench-${id.model.slice(-8).toLowerCase()}`
  const run = (text: string, values: unknown[]): Promise<unknown> => db.query(text, values)
  await run(`INSERT INTO "Client" ("id", "name", "currency", "createdAt") VALUES ($1, 'Bench', 'USD', now())`, [id.client])
  await run(`INSERT INTO "Plan" ("id", "code", "rank", "isPublic", "createdAt") VALUES ($1, $2, 99, false, now())`, [id.plan, slug])
  await run(`INSERT INTO "PlanVersion" ("id", "planId", "version", "name", "description", "includedTokens", "requestsPerMinute", "tokensPerMinute", "requestsPerHour", "requestsPerDay", "concurrentRequests",
      "keyRequestsPerMinute", "keyTokensPerMinute", "keyConcurrentRequests", "maxOutputTokens", "maxKeys", "overage", "publishedAt")
    VALUES ($1, $2, 1, '{"en":"Bench","ar":"Bench"}', '{"en":"","ar":""}', 0, 100000000, 1000000000, 100000000, 1000000000, 10000, 100000000, 1000000000, 10000, 4096, 5, 'stop', now())`, [id.version, id.plan])
  await run(`INSERT INTO "Subscription" ("id", "clientId", "planVersionId", "interval", "currency", "amountMinor", "status", "anchorDay", "timeZone", "currentPeriodStart", "currentPeriodEnd", "createdAt", "updatedAt")
    VALUES ($1, $2, $3, 'month', 'USD', 0, 'active', 1, 'UTC', now(), now() + interval '1 month', now(), now())`, [id.sub, id.client, id.version])
  await run(`INSERT INTO "UsagePeriod" ("id", "clientId", "subscriptionId", "startsAt", "endsAt", "currency", "includedTokens") VALUES ($1, $2, $3, now() - interval '1 minute', now() + interval '1 month', 'USD', 0)`, [id.period, id.client, id.sub])
  await run(`INSERT INTO "Wallet" ("id", "clientId", "currency", "balancePicos", "updatedAt") VALUES ($1, $2, 'USD', 1000000000000000000, now())`, [id.wallet, id.client])
  await run(`INSERT INTO "Model" ("id", "slug", "name", "description", "kind", "contextTokens", "maxOutputTokens", "createdAt") VALUES ($1, $2, 'Bench', '{"en":"","ar":""}', 'chat', 8192, 1024, now())`, [id.model, slug])
  await run(`INSERT INTO "ModelPrice" ("id", "modelId", "currency", "inputMicrosPerMillion", "cachedInputMicrosPerMillion", "outputMicrosPerMillion", "effectiveFrom", "createdAt") VALUES ($1, $2, 'USD', 200000, 100000, 600000, now() - interval '1 day', now())`, [id.price, id.model])
  await run(`INSERT INTO "Upstream" ("id", "name", "baseUrl", "createdAt", "updatedAt") VALUES ($1, $2, $3, now(), now())`, [id.upstream, slug, upstream])
  await run(`INSERT INTO "ModelUpstream" ("modelId", "upstreamId", "upstreamModel") VALUES ($1, $2, 'bench')`, [id.model, id.upstream])
  await run(`INSERT INTO "PlanModel" ("planVersionId", "modelId") VALUES ($1, $2)`, [id.version, id.model])
  await run(`INSERT INTO "APIKey" ("id", "clientId", "name", "hash", "hint", "scopes", "models", "createdAt") VALUES ($1, $2, 'Bench', $3, 'mk_live_…', '{inference}', '{}', now())`, [id.key, id.client, createHash('sha256').update(secret).digest()])
  await db.end()
  return { secret, model: slug, clientId: id.client }
}
