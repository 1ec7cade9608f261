import { pool } from '@/lib/db/pool'
import { DomainError } from '@/lib/kernel/error'
import type { Rate } from '@/lib/kernel/rate'

/** One server that answers for a model. */
export type UpstreamRoute = {
  upstreamId: string
  upstreamModel: string
  baseUrl: string
  isHouse: boolean
  secretCiphertext: Buffer | null
  secretKeyId: string | null
  timeoutMs: number
  weight: number
  priority: number
}

export type ModelRoute = {
  id: string
  slug: string
  kind: 'chat' | 'embedding'
  contextTokens: number
  maxOutputTokens: number
  systemPrompt: string | null
  defaults: Record<string, unknown>
  priceId: string
  rate: Rate
  upstreams: UpstreamRoute[]
}

type Row = {
  id: string; slug: string; kind: 'chat' | 'embedding'; contextTokens: number; maxOutputTokens: number; systemPrompt: string | null
  defaults: Record<string, unknown>; inPlan: boolean; priceId: string | null; input: string; cached: string; output: string; request: string
  upstreams: (Omit<UpstreamRoute, 'secretCiphertext'> & { secret: string | null })[] | null
}

const text = `
  SELECT m."id", m."slug", m."kind", m."contextTokens", m."maxOutputTokens", m."systemPrompt", m."defaults",
    EXISTS (SELECT 1 FROM "PlanModel" pm WHERE pm."planVersionId" = $2 AND pm."modelId" = m."id") AS "inPlan",
    p."id" AS "priceId", p."inputMicrosPerMillion" AS input, p."cachedInputMicrosPerMillion" AS cached, p."outputMicrosPerMillion" AS output,
    p."requestMicros" AS request,
    (SELECT json_agg(json_build_object('upstreamId', u."id", 'upstreamModel', mu."upstreamModel", 'baseUrl', u."baseUrl", 'isHouse', u."isHouse",
        'secret', encode(u."secretCiphertext", 'base64'), 'secretKeyId', u."secretKeyId", 'timeoutMs', u."timeoutMs", 'weight', mu."weight", 'priority', mu."priority"))
       FROM "ModelUpstream" mu JOIN "Upstream" u ON u."id" = mu."upstreamId" WHERE mu."modelId" = m."id" AND u."enabled") AS upstreams
  FROM "Model" m
  LEFT JOIN "ModelPrice" p ON p."modelId" = m."id" AND p."currency" = $3 AND p."effectiveFrom" <= $4 AND (p."effectiveTo" IS NULL OR p."effectiveTo" > $4)
  WHERE m."slug" = $1 AND m."retiredAt" IS NULL`

/**
 * A model as this client may call it now: its price in force and its servers.
 * @throws DomainError not_found, model_not_allowed, not_configured (no price or no server: refused, never served free)
 */
export async function findModelRoute(slug: string, planVersionId: string, currency: string, now: Date): Promise<ModelRoute> {
  const { rows } = await pool().query<Row>({ name: 'model_route', text, values: [slug, planVersionId, currency, now] })
  const row = rows[0]
  if (!row) throw new DomainError('not_found', { field: 'model', params: { what: 'model', model: slug } })
  if (!row.inPlan) throw new DomainError('model_not_allowed', { field: 'model', params: { model: slug } })
  if (!row.priceId || !row.upstreams) throw new DomainError('not_configured', { field: 'model', internal: `${slug} lacks a price or a server` })
  const { id, kind, contextTokens, maxOutputTokens, systemPrompt, defaults, priceId } = row
  return {
    id, slug, kind, contextTokens, maxOutputTokens, systemPrompt, defaults, priceId,
    rate: { currency, inputMicrosPerMillion: BigInt(row.input), cachedInputMicrosPerMillion: BigInt(row.cached), outputMicrosPerMillion: BigInt(row.output), requestMicros: BigInt(row.request) },
    upstreams: inOrder(row.upstreams.map(({ secret, ...route }) => ({ ...route, secretCiphertext: secret === null ? null : Buffer.from(secret, 'base64') }))),
  }
}

/** Lowest priority number first; among equals, by chance in proportion to their weights. */
function inOrder(routes: UpstreamRoute[]): UpstreamRoute[] {
  const drawn = routes.map((route) => ({ route, lot: -Math.log(1 - Math.random()) / Math.max(route.weight, 1e-6) }))
  return drawn.sort((a, b) => a.route.priority - b.route.priority || a.lot - b.lot).map(({ route }) => route)
}
