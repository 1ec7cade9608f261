import { hotPool } from '@/lib/db/pool'
import { SharedRead } from '@/lib/db/shared-read'
import { keySql, type KeyRow } from '../keys/platform/verify-api-key'
import { entitlementSql, type EntitlementRow } from './entitlement'
import { routeSql, type RouteRow } from './model-route'

/** All that is to be known of a request, as it is now: its key, what its client may do, and the model that this key is expected to ask for. */
export type Fresh = { key: KeyRow; plan: EntitlementRow | null; route: RouteRow | null }

type Asked = { hash: Buffer; slug: string; now: Date }
type Row = KeyRow & { n: number; plan: EntitlementRow | null; route: RouteRow | null }

const text = `
  SELECT a.n::int, f.*, row_to_json(e) AS plan, row_to_json(r) AS route FROM unnest($1::bytea[], $2::text[]) WITH ORDINALITY AS a(hash, slug, n)
    JOIN LATERAL (${keySql('a.hash')}) f ON true
    LEFT JOIN LATERAL (${entitlementSql('f."clientId"', 'f."keyId"', '$3')}) e ON true
    LEFT JOIN LATERAL (${routeSql('a.slug', 'e."planVersionId"', 'e."currency"', '$3')}) r ON true`

const reads = new SharedRead<Asked, Fresh>(({ hash, slug }) => `${hash.toString('latin1')} ${slug}`, async (asked) => {
  const now = new Date(Math.max(...asked.map((one) => one.now.getTime())))
  const { rows } = await hotPool().query<Row>({ name: 'fresh_read', text, values: [asked.map(({ hash }) => hash), asked.map(({ slug }) => slug), now] })
  const byPlace = new Map(rows.map(({ n, plan, route, ...key }) => [n, { key, plan, route }]))
  return asked.map((_one, i) => byPlace.get(i + 1))
})

/**
 * Read anew for each request, in one statement, so that a revocation, a price or a plan counts from the next one; what is asked
 * in one moment shares the statement.
 * @param slug the model that is probably asked for; '' when nobody knows yet
 */
export const readFresh = (hash: Buffer, slug: string, now: Date): Promise<Fresh | undefined> => reads.read({ hash, slug, now })
