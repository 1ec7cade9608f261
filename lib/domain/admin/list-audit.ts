import type { Prisma } from '@/lib/db/generated/client'
import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { platformQuery } from '../platform/command'
import { actorNames } from '../events/actor-names'
import { ListAuditInput } from './schema'
import type { AuditRowView } from './view'

const fields = {
  id: true, action: true, clientId: true, actorKind: true, actorId: true, objectId: true, data: true, requestId: true, ip: true, createdAt: true,
} as const satisfies Prisma.AuditEventSelect

const asRecord = (data: unknown): Record<string, unknown> => (typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data } : {})

/** Everything anybody did, newest first. Staff acts are linked to the client they were about through the object. */
export const listAudit = platformQuery('admin.listAudit', ListAuditInput, async ({ db }, { action, actorKind, q, ...page }): Promise<Page<AuditRowView>> => {
  const { where, ...args } = pageArgs(page)
  const filters: Prisma.AuditEventWhereInput[] = [
    where,
    action ? { action: action.endsWith('.') ? { startsWith: action } : action } : {},
    actorKind ? { actorKind } : {},
    q ? { OR: [{ clientId: q }, { actorId: q }, { objectId: q }, { requestId: q }] } : {},
  ]
  const rows = await db.auditEvent.findMany({ ...args, where: { AND: filters }, select: fields })
  const clientIds = [...new Set(rows.flatMap(({ clientId }) => clientId ?? []))]
  const [names, clients] = await Promise.all([
    actorNames(db, rows),
    db.client.findMany({ where: { id: { in: clientIds } }, select: { id: true, name: true } }),
  ])
  const clientNames = new Map(clients.map(({ id, name }) => [id, name]))
  return toPage(rows, page.limit, (row) => ({
    ...row, data: asRecord(row.data), actorName: names.get(row.actorId ?? '') ?? null, clientName: clientNames.get(row.clientId ?? '') ?? null,
  }))
})
