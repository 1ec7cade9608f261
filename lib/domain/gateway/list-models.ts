import { pool } from '@/lib/db/pool'
import { DomainError } from '@/lib/kernel/error'
import type { Caller } from './caller'
import { readEntitlement } from './entitlement'
import { instanceModel } from './instance/find-instance'

/** A model in OpenAI's shape, with what it is and costs beside it. */
export type ModelObject = { id: string; object: 'model'; created: number; owned_by: string; name: string; kind: string; context_length: number; demo: boolean }

type Row = { slug: string; name: string; kind: string; contextTokens: number; isDemo: boolean; createdAt: Date }

type InstanceRow = { name: string; contextTokens: number; createdAt: Date; isDemo: boolean }

/** The client's own instances, called like models. */
async function instancesOf({ clientId, models }: Caller): Promise<ModelObject[]> {
  const { rows } = await pool().query<InstanceRow>({
    name: 'instances_for',
    text: `SELECT i."name", i."contextTokens", i."createdAt", coalesce(m."isDemo", false) AS "isDemo" FROM "PrivateInstance" i LEFT JOIN "InstanceModel" m ON m."id" = i."modelId"
            WHERE i."clientId" = $1 AND i."desired" <> 'deleted' AND (cardinality($2::text[]) = 0 OR $3 || i."name" = ANY ($2)) ORDER BY i."name"`,
    values: [clientId, models, instanceModel('')],
  })
  return rows.map(({ name, contextTokens, createdAt, isDemo }) => ({
    id: instanceModel(name), object: 'model', created: Math.floor(createdAt.getTime() / 1000), owned_by: 'you', name, kind: 'chat', context_length: contextTokens, demo: isDemo,
  }))
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
  const offered = rows.map((row): ModelObject => ({
    id: row.slug, object: 'model', created: Math.floor(row.createdAt.getTime() / 1000), owned_by: 'operator', name: row.name, kind: row.kind,
    context_length: row.contextTokens, demo: row.isDemo,
  }))
  return [...offered, ...(await own)]
}
