import type { Db } from '@/lib/db/transaction'
import type { InstanceStatus } from '../view'
import type { Change, History, HourPrice } from './hours'

/** An instance as its hours see it; its row is held until the transaction ends. */
export type ChargedInstance = {
  id: string
  name: string
  sizeCode: string
  currency: string
  desired: string
  suspendedFor: string | null
  billedUntil: Date
  billedRest: number
  deletedAt: Date | null
}

/** Held by whoever charges it, so that each instant is charged by one of them. */
export async function lockCharged(db: Db, clientId: string, id: string): Promise<ChargedInstance | null> {
  const rows = await db.$queryRaw<ChargedInstance[]>`
    SELECT i."id", i."name", s."code" AS "sizeCode", c."currency", i."desired", i."suspendedFor", i."billedUntil", i."billedRest", i."deletedAt"
      FROM "PrivateInstance" i JOIN "InstanceSize" s ON s."id" = i."sizeId" JOIN "Client" c ON c."id" = i."clientId"
     WHERE i."id" = ${id} AND i."clientId" = ${clientId} FOR NO KEY UPDATE OF i`
  return rows[0] ?? null
}

type EventRow = { at: Date; kind: string; status: InstanceStatus | null; from: string | null; to: string | null }

/** Statuses and resizings, in order. */
const eventsOf = (db: Db, clientId: string, id: string, after: Date): Promise<EventRow[]> => db.$queryRaw<EventRow[]>`
  SELECT "createdAt" AS at, "kind", "toStatus" AS status, "detail"->>'from' AS "from", "detail"->>'to' AS "to" FROM "InstanceEvent"
   WHERE "clientId" = ${clientId} AND "instanceId" = ${id} AND "kind" IN ('status', 'resize') AND "createdAt" > ${after} ORDER BY "id"`

const statusAt = async (db: Db, clientId: string, id: string, at: Date): Promise<InstanceStatus> => {
  const rows = await db.$queryRaw<{ status: InstanceStatus }[]>`
    SELECT "toStatus" AS status FROM "InstanceEvent" WHERE "clientId" = ${clientId} AND "instanceId" = ${id} AND "kind" = 'status' AND "createdAt" <= ${at} ORDER BY "id" DESC LIMIT 1`
  return rows[0]?.status ?? 'pending'
}

const pricesOf = (db: Db, sizeCodes: readonly string[], currency: string, from: Date, until: Date): Promise<HourPrice[]> => db.$queryRaw<HourPrice[]>`
  SELECT p."id", s."code" AS "sizeCode", p."effectiveFrom" AS "from", p."effectiveTo" AS "to", p."hourMicros", p."keptHourMicros"
    FROM "InstancePrice" p JOIN "InstanceSize" s ON s."id" = p."sizeId"
   WHERE s."code" = ANY (${[...sizeCodes]}::text[]) AND p."currency" = ${currency} AND p."effectiveFrom" < ${until} AND (p."effectiveTo" IS NULL OR p."effectiveTo" > ${from})`

const changeOf = ({ at, kind, status, to }: EventRow): Change => (kind === 'resize' ? { at, ...(to ? { sizeCode: to } : {}) } : { at, ...(status ? { status } : {}) })

/** Everything that decides what [billedUntil, until) costs. The size at its beginning is the one that the next resizing left. */
export async function readHistory(db: Db, clientId: string, instance: ChargedInstance, until: Date): Promise<History> {
  const from = instance.billedUntil
  const events = await eventsOf(db, clientId, instance.id, from)
  const sizeCode = events.find(({ kind }) => kind === 'resize')?.from ?? instance.sizeCode
  const sizes = [...new Set([sizeCode, instance.sizeCode, ...events.flatMap(({ to }) => (to ? [to] : []))])]
  const [status, prices] = [await statusAt(db, clientId, instance.id, from), await pricesOf(db, sizes, instance.currency, from, until)]
  return { from, until, status, sizeCode, changes: events.filter(({ at }) => at < until).map(changeOf), prices }
}
