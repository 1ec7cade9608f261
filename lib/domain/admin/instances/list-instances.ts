import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { actorNames } from '@/lib/domain/events/actor-names'
import { instanceView, readInstance } from '@/lib/domain/instances/instance-row'
import { eventFields, eventView } from '@/lib/domain/instances/list-events'
import { readMetrics } from '@/lib/domain/instances/metrics/get-metrics'
import { InstanceMetricsInput } from '@/lib/domain/instances/schema'
import type { InstanceEventView, InstanceMetricsView } from '@/lib/domain/instances/view'
import { notFound } from '@/lib/kernel/error'
import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { platformQuery } from '../../platform/command'
import { containing, pageOf } from '../page-of'
import { AnyInstanceIdInput, ListAnyInstanceEventsInput, ListAnyInstancesInput } from './schema'
import type { AnyInstanceRowView, AnyInstanceView } from './view'

const rowFields = {
  id: true, clientId: true, name: true, status: true, statusReason: true, statusSince: true, desired: true, suspendedFor: true, driver: true, isolation: true, crashes: true, createdAt: true,
  client: { select: { name: true } }, size: { select: { code: true } }, model: { select: { code: true } }, upload: { select: { name: true } },
} as const satisfies Prisma.PrivateInstanceSelect

/** Status, wish, driver and isolation are held to their lists by CHECKs and by the one who writes them. */
const rowView = ({ client, size, model, upload, ...row }: Prisma.PrivateInstanceGetPayload<{ select: typeof rowFields }>): AnyInstanceRowView => ({
  ...row, clientName: client.name, sizeCode: size.code, modelName: model?.code ?? upload?.name ?? '',
  status: row.status as AnyInstanceRowView['status'], desired: row.desired as AnyInstanceRowView['desired'], driver: row.driver as AnyInstanceRowView['driver'], isolation: row.isolation as AnyInstanceRowView['isolation'],
})

/** The instances of all clients, newest first. */
export const listAllInstances = platformQuery('admin.listInstances', ListAnyInstancesInput, async ({ db }, { q, status, clientId, withDeleted, ...page }) => {
  const search: Prisma.PrivateInstanceWhereInput = q ? { OR: [{ id: q }, { name: containing(q) }, { clientId: q }, { client: { name: containing(q) } }] } : {}
  const filters: Prisma.PrivateInstanceWhereInput = { ...(status ? { status } : {}), ...(clientId ? { clientId } : {}), ...(withDeleted ? {} : { status: status ?? { not: 'deleted' } }) }
  return pageOf(page, ({ where, ...args }) => db.privateInstance.findMany({ ...args, where: { AND: [where, filters, search] }, select: rowFields }), rowView)
})

/** Whose it is. @throws DomainError not_found */
export async function clientOfInstance(db: Db, id: string): Promise<string> {
  const row = await db.privateInstance.findUnique({ where: { id }, select: { clientId: true } })
  if (!row) throw notFound('instance')
  return row.clientId
}

/** One instance with what clients never see. @throws DomainError not_found */
export async function readAnyInstance(db: Db, id: string, now: Date): Promise<AnyInstanceView> {
  const more = await db.privateInstance.findUnique({
    where: { id }, select: { clientId: true, statusDetail: true, generation: true, observedGeneration: true, observedAt: true, billedUntil: true, client: { select: { name: true } } },
  })
  if (!more) throw notFound('instance')
  const { client, ...facts } = more
  return { ...instanceView(await readInstance(db, more.clientId, id, now)), ...facts, clientName: client.name }
}

export const getAnyInstance = platformQuery('admin.getInstance', AnyInstanceIdInput, ({ db, clock }, { id }): Promise<AnyInstanceView> => readAnyInstance(db, id, clock.now()))

/** What happened to an instance, newest first, with the names of staff who acted. @throws DomainError not_found */
export const listAnyInstanceEvents = platformQuery('admin.listInstanceEvents', ListAnyInstanceEventsInput, async ({ db }, input): Promise<Page<InstanceEventView>> => {
  const { where, ...paging } = pageArgs(input)
  const clientId = await clientOfInstance(db, input.id)
  const rows = await db.instanceEvent.findMany({ ...paging, where: { ...where, clientId, instanceId: input.id }, select: eventFields })
  const names = await actorNames(db, rows)
  return toPage(rows, input.limit, (row) => eventView(row, names))
})

/** What an instance used and served over time. @throws DomainError not_found */
export const getAnyInstanceMetrics = platformQuery('admin.getInstanceMetrics', InstanceMetricsInput, async ({ db, clock }, { id, range }): Promise<InstanceMetricsView> =>
  readMetrics(db, await clientOfInstance(db, id), id, range, clock.now()))

