import { pool } from '@/lib/db/pool'
import { DomainError } from '@/lib/kernel/error'
import type { Caller } from './caller'
import { readEntitlement } from './entitlement'
import { instanceModel } from './instance/find-instance'

/** A model in OpenAI's shape and in Anthropic's at once: both families of clients list models at one address. */
export type ModelObject = {
  id: string; object: 'model'; created: number; owned_by: string; type: 'model'; display_name: string; created_at: string
  name: string; kind: string; context_length: number; demo: boolean
}

type Row = { slug: string; name: string; kind: string; contextTokens: number; isDemo: boolean; createdAt: Date }

type InstanceRow = { name: string; contextTokens: number; createdAt: Date; isDemo: boolean }

type Facts = Pick<ModelObject, 'id' | 'owned_by' | 'name' | 'kind' | 'context_length' | 'demo'>

const modelObject = ({ id, owned_by, ...facts }: Facts, createdAt: Date): ModelObject => ({
  id, object: 'model', created: Math.floor(createdAt.getTime() / 1000), owned_by, type: 'model', display_name: facts.name, created_at: createdAt.toISOString(), ...facts,
})

/** A list of models as both families of clients read it; it is never longer than one page. */
export const modelList = (data: readonly ModelObject[]): object => ({ object: 'list', data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null })

/** The client's own instances, called like models. */
async function instancesOf({ clientId, models }: Caller): Promise<ModelObject[]> {
  const { rows } = await pool().query<InstanceRow>({
    name: 'instances_for',
    text: `SELECT i."name", i."contextTokens", i."createdAt", coalesce(m."isDemo", false) AS "isDemo" FROM "PrivateInstance" i LEFT JOIN "InstanceModel" m ON m."id" = i."modelId"
            WHERE i."clientId" = $1 AND i."desired" <> 'deleted' AND (cardinality($2::text[]) = 0 OR $3 || i."name" = ANY ($2)) ORDER BY i."name"`,
    values: [clientId, models, instanceModel('')],
  })
  return rows.map(({ name, contextTokens, createdAt, isDemo }) => modelObject({ id: instanceModel(name), owned_by: 'you', name, kind: 'chat', context_length: contextTokens, demo: isDemo }, createdAt))
}

/** The models this caller may call now, the client's own instances behind the others. @throws DomainError subscription_inactive, client_suspended */
export async function modelsFor(caller: Caller, now: Date): Promise<ModelObject[]> {
  if (caller.isSuspended) throw new DomainError('client_suspended')
  const { planVersionId } = await readEntitlement(caller.clientId, caller.keyId, now)
  const own = instancesOf(caller)
  const { rows } = await pool().query<Row>({
    name: 'models_for',
    text: `SELECT m."slug", m."name", m."kind", m."contextTokens", m."isDemo", m."createdAt" FROM "PlanModel" pm JOIN "Model" m ON m."id" = pm."modelId"
            WHERE pm."planVersionId" = $1 AND m."retiredAt" IS NULL AND (cardinality($2::text[]) = 0 OR m."slug" = ANY ($2)) ORDER BY m."slug"`,
    values: [planVersionId, caller.models],
  })
  const offered = rows.map(({ slug, name, kind, contextTokens, isDemo, createdAt }) => modelObject({ id: slug, owned_by: 'operator', name, kind, context_length: contextTokens, demo: isDemo }, createdAt))
  return [...offered, ...(await own)]
}
