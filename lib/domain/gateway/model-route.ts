import { hotPool } from '@/lib/db/pool'
import { SharedRead } from '@/lib/db/shared-read'
import { DomainError } from '@/lib/kernel/error'
import type { Rate } from '@/lib/kernel/rate'
import type { InstanceRoute } from './instance/instance-route'

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
  /** Where it is a private instance: its own server answers, under this name for its model. */
  instance?: InstanceRoute
  servedName?: string
  /** Says all of the above: two routes with the same one are the same. */
  stamp: string
}

/** A model as it is read: amounts and secrets are text. */
export type RouteRow = {
  id: string; slug: string; kind: 'chat' | 'embedding'; contextTokens: number; maxOutputTokens: number; systemPrompt: string | null
  defaults: Record<string, unknown>; inPlan: boolean; priceId: string | null; effectiveTo: Date | string | null; input: string; cached: string; output: string; request: string
  upstreams: (Omit<UpstreamRoute, 'secretCiphertext'> & { secret: string | null })[] | null
}

/** The model of one slug, plan version and currency, SQL expressions as all four; for a statement that asks for more. */
export const routeSql = (slug: string, plan: string, currency: string, now: string): string => `
  SELECT m."id", m."slug", m."kind", m."contextTokens", m."maxOutputTokens", m."systemPrompt", m."defaults",
    EXISTS (SELECT 1 FROM "PlanModel" pm WHERE pm."planVersionId" = ${plan} AND pm."modelId" = m."id") AS "inPlan",
    p."id" AS "priceId", p."effectiveTo", p."inputMicrosPerMillion"::text AS input, p."cachedInputMicrosPerMillion"::text AS cached, p."outputMicrosPerMillion"::text AS output,
    p."requestMicros"::text AS request,
    (SELECT json_agg(json_build_object('upstreamId', u."id", 'upstreamModel', mu."upstreamModel", 'baseUrl', u."baseUrl", 'isHouse', u."isHouse",
        'secret', encode(u."secretCiphertext", 'base64'), 'secretKeyId', u."secretKeyId", 'timeoutMs', u."timeoutMs", 'weight', mu."weight", 'priority', mu."priority"))
       FROM "ModelUpstream" mu JOIN "Upstream" u ON u."id" = mu."upstreamId" WHERE mu."modelId" = m."id" AND u."enabled") AS upstreams
  FROM "Model" m
  LEFT JOIN "ModelPrice" p ON p."modelId" = m."id" AND p."currency" = ${currency} AND p."effectiveFrom" <= ${now} AND (p."effectiveTo" IS NULL OR p."effectiveTo" > ${now})
  WHERE m."slug" = ${slug} AND m."retiredAt" IS NULL`

const text = `
  SELECT a.n::int, r.* FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS a(slug, plan, currency, n)
    JOIN LATERAL (${routeSql('a.slug', 'a.plan', 'a.currency', '$4')}) r ON true`

type Found = { row: RouteRow; stamp: string }
const founds = new WeakMap<RouteRow, Found>()

/** Requests of one moment share the row that was read for them, and so what is made of it. */
function foundOf(row: RouteRow): Found {
  const known = founds.get(row)
  if (known) return known
  const found = { row, stamp: JSON.stringify(row) }
  founds.set(row, found)
  return found
}
type Asked = { slug: string; planVersionId: string; currency: string; now: Date }

/** Read anew for each request, so that prices, plans and servers count from the next one; those of one moment share a statement. */
const reads = new SharedRead<Asked, Found>(({ slug, planVersionId, currency }) => nameOf(slug, planVersionId, currency), async (asked) => {
  const now = new Date(Math.max(...asked.map((one) => one.now.getTime())))
  const values = [asked.map(({ slug }) => slug), asked.map(({ planVersionId }) => planVersionId), asked.map(({ currency }) => currency), now]
  const { rows } = await hotPool().query<RouteRow & { n: number }>({ name: 'model_route', text, values })
  const byPlace = new Map(rows.map(({ n, ...row }) => [n, foundOf(row as RouteRow)]))
  return asked.map((_one, i) => byPlace.get(i + 1))
})

function routeOf({ row, stamp }: Found, currency: string): ModelRoute | null {
  const { id, slug, kind, contextTokens, maxOutputTokens, systemPrompt, defaults, priceId } = row
  if (!priceId || !row.upstreams) return null
  return {
    id, slug, kind, contextTokens, maxOutputTokens, systemPrompt, defaults, priceId, stamp,
    rate: { currency, inputMicrosPerMillion: BigInt(row.input), cachedInputMicrosPerMillion: BigInt(row.cached), outputMicrosPerMillion: BigInt(row.output), requestMicros: BigInt(row.request) },
    upstreams: row.upstreams.map(({ secret, ...route }) => ({ ...route, secretCiphertext: secret === null ? null : Buffer.from(secret, 'base64') })),
  }
}

/** Routes as they were last met; only ever used beside a fresh read, which has the last word. */
const remembered = new Map<string, ModelRoute>()
const mostRemembered = 1_000
const nameOf = (slug: string, planVersionId: string, currency: string): string => `${currency} ${planVersionId} ${slug}`

/** What this process last knew of a model: a guess that findModelRoute confirms by its stamp or not. */
export const rememberedRoute = (slug: string, planVersionId: string, currency: string): ModelRoute | undefined => remembered.get(nameOf(slug, planVersionId, currency))

function remember(name: string, route: ModelRoute): void {
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(name, route)
}

/**
 * A model as this client may call it now: its price in force and its servers.
 * @throws DomainError not_found, model_not_allowed, not_configured (no price or no server: refused, never served free)
 */
export const findModelRoute = async (slug: string, planVersionId: string, currency: string, now: Date): Promise<ModelRoute> =>
  routeFrom(await reads.read({ slug, planVersionId, currency, now }), slug, planVersionId, currency)

/** The same where it was read with something else. @throws DomainError as findModelRoute does */
export const modelRouteOf = (row: RouteRow | null, slug: string, planVersionId: string, currency: string): ModelRoute =>
  routeFrom(row ? foundOf(row) : undefined, slug, planVersionId, currency)

function routeFrom(found: Found | undefined, slug: string, planVersionId: string, currency: string): ModelRoute {
  if (!found) throw new DomainError('not_found', { field: 'model', params: { what: 'model', model: slug } })
  if (!found.row.inPlan) throw new DomainError('model_not_allowed', { field: 'model', params: { model: slug } })
  const [name, known] = [nameOf(slug, planVersionId, currency), rememberedRoute(slug, planVersionId, currency)]
  const route = known?.stamp === found.stamp ? known : routeOf(found, currency)
  if (!route) throw new DomainError('not_configured', { field: 'model', internal: `${slug} lacks a price or a server` })
  if (route !== known) remember(name, route)
  return route.upstreams.length < 2 ? route : { ...route, upstreams: inOrder(route.upstreams) }
}

/** Lowest priority number first; among equals, by chance in proportion to their weights. */
function inOrder(routes: readonly UpstreamRoute[]): UpstreamRoute[] {
  const drawn = routes.map((route) => ({ route, lot: -Math.log(1 - Math.random()) / Math.max(route.weight, 1e-6) }))
  return drawn.sort((a, b) => a.route.priority - b.route.priority || a.lot - b.lot).map(({ route }) => route)
}
