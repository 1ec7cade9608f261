import { pool } from '@/lib/db/pool'
import { SharedRead } from '@/lib/db/shared-read'
import { DomainError } from '@/lib/kernel/error'
import { houseEmbeddings, servedName } from '@/lib/providers/instance-runtime/served-name'
import type { ModelRoute } from '../model-route'
import type { EndpointKind } from '../request'
import type { InstanceRoute } from './instance-route'

const prefix = 'instance/'

/** A private instance is called as `instance/{name}`; its id does as well. */
export const isInstanceModel = (slug: string): boolean => slug.startsWith(prefix)
export const instanceModel = (nameOrId: string): string => `${prefix}${nameOrId}`

type Row = Omit<InstanceRoute, 'clientId' | 'secretCiphertext' | 'requestsPerMinute'> & {
  contextTokens: number; ownPerMinute: number | null; sizePerMinute: number; secret: string; engine: string | null; modelCode: string | null; uploadId: string | null
  priceId: string | null; input: string; output: string
}

/** By name or id: the two never look alike. One that is to be deleted is gone for its client. */
const text = `
  SELECT a.n::int, r.* FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS a("clientId", name, currency, n) JOIN LATERAL (
  SELECT i."id", i."name", i."status", i."statusReason", i."desired", i."suspendedFor", i."endpoint", i."contextTokens", encode(i."secretCiphertext", 'base64') AS secret, i."secretKeyId",
    i."requestsPerMinute" AS "ownPerMinute", s."requestsPerMinute" AS "sizePerMinute", s."slots", m."engine", m."code" AS "modelCode", i."uploadId",
    p."id" AS "priceId", p."inputMicrosPerMillion" AS input, p."outputMicrosPerMillion" AS output
  FROM "PrivateInstance" i JOIN "InstanceSize" s ON s."id" = i."sizeId" LEFT JOIN "InstanceModel" m ON m."id" = i."modelId"
  LEFT JOIN "InstancePrice" p ON p."sizeId" = i."sizeId" AND p."currency" = a.currency AND p."effectiveFrom" <= $4 AND (p."effectiveTo" IS NULL OR p."effectiveTo" > $4)
  WHERE i."clientId" = a."clientId" AND (i."name" = a.name OR i."id" = a.name) AND i."desired" <> 'deleted' AND i."status" NOT IN ('deleting', 'deleted')) r ON true`

type Asked = { clientId: string; name: string; currency: string; now: Date }

/** Read anew for each request; those of one moment, and all that wait for one instance, share a statement. */
const reads = new SharedRead<Asked, Row>(({ clientId, name, currency }) => `${clientId} ${currency} ${name}`, async (asked) => {
  const now = new Date(Math.max(...asked.map((one) => one.now.getTime())))
  const values = [asked.map(({ clientId }) => clientId), asked.map(({ name }) => name), asked.map(({ currency }) => currency), now]
  const { rows } = await pool().query<Row & { n: number }>({ name: 'instance_route', text, values })
  const byPlace = new Map(rows.map(({ n, ...row }) => [n, row as Row]))
  return asked.map((_one, i) => byPlace.get(i + 1))
})

function instanceOf(row: Row, clientId: string): InstanceRoute {
  const { id, name, status, statusReason, desired, suspendedFor, endpoint, secretKeyId, slots } = row
  return {
    id, clientId, name, status, statusReason, desired, suspendedFor, endpoint, secretKeyId, slots, secretCiphertext: Buffer.from(row.secret, 'base64'),
    requestsPerMinute: Math.min(row.ownPerMinute ?? row.sizePerMinute, row.sizePerMinute),
  }
}

/** What its server calls the model that answers this kind of request. */
const servedFor = (row: Row, kind: EndpointKind): string => (row.engine !== 'vllm' && row.engine !== 'ollama' && row.engine !== 'llama-server' && kind === 'embeddings' ? houseEmbeddings : servedName(row))

/**
 * The client's own instance as a model: its size's price of tokens, its own limits. One of somebody else is as missing as one that never was.
 * @throws DomainError not_found, not_configured (a size without a price is refused, never served free)
 */
export async function findInstance(clientId: string, slug: string, currency: string, kind: EndpointKind, now: Date): Promise<ModelRoute & { instance: InstanceRoute }> {
  const row = await reads.read({ clientId, name: slug.slice(prefix.length), currency, now })
  if (!row) throw new DomainError('not_found', { field: 'model', params: { what: 'model', model: slug } })
  const { id, name, contextTokens, priceId } = row
  if (!priceId) throw new DomainError('not_configured', { field: 'model', internal: `the size of ${id} lacks a price` })
  const input = BigInt(row.input)
  return {
    id, slug: instanceModel(name), kind: kind === 'embeddings' ? 'embedding' : 'chat', contextTokens, maxOutputTokens: contextTokens, systemPrompt: null, defaults: {}, priceId, stamp: id,
    rate: { currency, inputMicrosPerMillion: input, cachedInputMicrosPerMillion: input, outputMicrosPerMillion: BigInt(row.output), requestMicros: 0n },
    servedName: servedFor(row, kind), upstreams: [], instance: instanceOf(row, clientId),
  }
}
