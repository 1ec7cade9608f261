import { hotPool } from '@/lib/db/pool'
import { SharedRead } from '@/lib/db/shared-read'
import { systemClock } from '@/lib/kernel/clock'
import { hashOfName, keySql, type KeyRow } from '../keys/platform/verify-api-key'
import { entitlementSql, type EntitlementRow } from './entitlement'
import { keep, type Facts } from './kept-facts'
import { routeSql, type RouteRow } from './model-route'

/** `name`: of a secret's hash. */
type Asked = { name: string; slug: string; now: Date }
type Row = KeyRow & { n: number; plan: EntitlementRow | null; route: RouteRow | null; version: number | null; leftMs: number | null }

// One statement, and so one moment: facts are never older than the version that is read with them.
const text = `
  SELECT a.n::int, f.*, row_to_json(e) AS plan, row_to_json(r) AS route, (SELECT "version" FROM "GatewayVersion")::float8 AS version,
    (extract(epoch FROM least(e."endsAt", r."effectiveTo") - $3) * 1000)::float8 AS "leftMs"
    FROM unnest($1::bytea[], $2::text[]) WITH ORDINALITY AS a(hash, slug, n)
    JOIN LATERAL (${keySql('a.hash')}) f ON true
    LEFT JOIN LATERAL (${entitlementSql('f."clientId"', 'f."keyId"', '$3')}) e ON true
    LEFT JOIN LATERAL (${routeSql('a.slug', 'e."planVersionId"', 'e."currency"', '$3')}) r ON true`

/** The statement, for whoever asks the database what it reads. */
export const freshReadText = text

const reads = new SharedRead<Asked, Facts>(({ name, slug }) => `${name} ${slug}`, async (asked) => {
  const now = new Date(Math.max(...asked.map((one) => one.now.getTime())))
  const readMs = performance.now() - 1 - Math.max(0, systemClock.now().getTime() - now.getTime())
  const { rows } = await hotPool().query<Row>({ name: 'fresh_read', text, values: [asked.map(({ name }) => hashOfName(name)), asked.map(({ slug }) => slug), now] })
  const byPlace = new Map(rows.map(({ n, plan, route, version, leftMs, ...key }) => [n, { version, leftMs, facts: { key, plan, route } }]))
  return asked.map(({ name, slug }, i) => {
    const row = byPlace.get(i + 1)
    if (row && row.version !== null) keep(name, slug, row.facts, { version: row.version, readMs, lastsMs: Math.min(row.leftMs ?? Infinity, row.facts.key.lastsMs ?? Infinity) })
    return row?.facts
  })
})

/**
 * Read anew, as it is now; what is asked in one moment shares the statement.
 * @param name of the secret's hash
 * @param slug the model that is probably asked for; '' when nobody knows yet
 */
export const readFresh = (name: string, slug: string, now: Date): Promise<Facts | undefined> => reads.read({ name, slug, now })
