import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { notFound } from '@/lib/kernel/error'
import { LocalizedTextView } from '../catalog/view'
import { actsOf } from './acts'
import { billedAs } from './billed-states'
import { deletionAt } from './expiry/notice-period'
import { isolationOf, priceOf, resourcesView, sizeFields } from './price-row'
import type { InstancePriceView, InstanceStatus, InstanceView, StatusReason, SuspensionReason } from './view'

/** What a view is made of; prices are those of `currency` at `now`. */
export const instanceFields = (currency: string, now: Date) => ({
  id: true, clientId: true, name: true, sizeId: true, driver: true, contextTokens: true, requestsPerMinute: true, idleSleepMinutes: true, desired: true, suspendedFor: true, suspendedNote: true,
  suspendedAt: true, generation: true, restartNonce: true, lastRequestAt: true, status: true, statusReason: true, statusSince: true, observedGeneration: true, observedNonce: true,
  isolation: true, readyAt: true, crashes: true, nextTryAt: true, storageToldAt: true, createdAt: true, updatedAt: true, deleteAfter: true, deletedAt: true,
  size: { select: sizeFields(currency, now) },
  model: { select: { id: true, code: true, name: true, isDemo: true, minMemoryBytes: true } },
  upload: { select: { id: true, name: true, sizeBytes: true } },
}) as const satisfies Prisma.PrivateInstanceSelect
export type InstanceRow = Prisma.PrivateInstanceGetPayload<{ select: ReturnType<typeof instanceFields> }>

function modelView({ model, upload }: InstanceRow): InstanceView['model'] {
  if (model) return { kind: 'offered', id: model.id, code: model.code, name: LocalizedTextView.parse(model.name), isDemo: model.isDemo }
  const name = upload?.name ?? ''
  return { kind: 'upload', id: upload?.id ?? '', code: null, name: { en: name, ar: name }, isDemo: false }
}

function billingView(status: InstanceStatus, price: InstancePriceView | null): InstanceView['billing'] {
  if (!price) return null
  const as = billedAs[status]
  return { as, hourMicros: as === 'hour' ? price.hourMicros : as === 'kept' ? price.keptHourMicros : 0n, currency: price.currency }
}

const driverOf = (text: string): InstanceView['driver'] => (text === 'docker' || text === 'kubernetes' ? text : 'process')

export function instanceView(row: InstanceRow): InstanceView {
  const status = row.status as InstanceStatus // these three are held to their lists by CHECKs
  const price = priceOf(row.size)
  const size = resourcesView(row.size)
  const { id, name, statusSince, suspendedNote, suspendedAt, contextTokens, requestsPerMinute, idleSleepMinutes, crashes, nextTryAt, lastRequestAt, createdAt, updatedAt, deleteAfter, deletedAt } = row
  return {
    id, name, status, statusSince, suspendedNote, suspendedAt, contextTokens, requestsPerMinute, idleSleepMinutes, crashes, nextTryAt, lastRequestAt, createdAt, updatedAt, deleteAfter, deletedAt,
    statusReason: row.statusReason as StatusReason | null, desired: row.desired as InstanceView['desired'], suspendedFor: row.suspendedFor as SuspensionReason | null, deletesAt: deletionAt(row),
    isUpToDate: row.observedGeneration === row.generation && row.observedNonce === row.restartNonce,
    acts: actsOf(row), billing: billingView(status, price), size, price, model: modelView(row),
    limits: { requestsPerMinute: Math.min(requestsPerMinute ?? size.requestsPerMinute, size.requestsPerMinute), slots: size.slots },
    driver: driverOf(row.driver), isolation: row.isolation === null ? null : isolationOf(row.isolation),
    endpoints: { baseUrl: `${env().PUBLIC_ORIGIN}/api/v1/instances/${id}`, model: `instance/${name}` },
    runningSince: status === 'running' ? row.readyAt : null, isStorageNearlyFull: row.storageToldAt !== null,
  }
}

/** The currency a client pays in. @throws DomainError not_found */
export async function currencyOfClient(db: Db, clientId: string): Promise<string> {
  const client = await db.client.findUnique({ where: { id: clientId }, select: { currency: true } })
  if (!client) throw notFound('client')
  return client.currency
}

/** One of the client's instances, deleted ones too. @throws DomainError not_found */
export async function readInstance(db: Db, clientId: string, id: string, now: Date): Promise<InstanceRow> {
  const currency = await currencyOfClient(db, clientId)
  const row = await db.privateInstance.findFirst({ where: { id, clientId }, select: instanceFields(currency, now) })
  if (!row) throw notFound('instance')
  return row
}

/** The same, held until commit: what a change finds is what it changes. */
export async function lockInstance(db: Db, clientId: string, id: string, now: Date): Promise<InstanceRow> {
  await db.$queryRaw`SELECT 1 FROM "PrivateInstance" WHERE "id" = ${id} AND "clientId" = ${clientId} FOR UPDATE`
  return readInstance(db, clientId, id, now)
}
