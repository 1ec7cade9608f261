import type { Prisma } from '@/lib/db/generated/client'
import { platformQuery } from '../platform/command'
import { aliveStatuses, clientRowFields, clientRowView } from './client-row'
import { overdueAt } from './invoice-row'
import { containing, pageOf } from './page-of'
import { ListClientsInput, type clientFilters } from './schema'

function statusFilter(status: (typeof clientFilters)[number] | undefined, now: Date): Prisma.ClientWhereInput {
  if (status === 'active') return { suspendedAt: null, closedAt: null, subscriptions: { some: { status: { in: aliveStatuses } } } }
  if (status === 'suspended') return { suspendedAt: { not: null } }
  if (status === 'overdue') return { invoices: { some: overdueAt(now) } }
  return status === 'unsubscribed' ? { subscriptions: { none: { status: { in: aliveStatuses } } } } : {}
}

/** The clients of the platform, newest first, by name, member's e-mail or id. */
export const listClients = platformQuery('admin.listClients', ListClientsInput, async ({ db, clock }, { q, status, ...page }) => {
  const search: Prisma.ClientWhereInput = q
    ? { OR: [{ id: q }, { name: containing(q) }, { memberships: { some: { user: { emailNormalized: { contains: q.toLowerCase() } } } } }] }
    : {}
  return pageOf(page, ({ where, ...args }) => db.client.findMany({
    ...args, where: { AND: [where, statusFilter(status, clock.now()), search] }, select: clientRowFields,
  }), clientRowView)
})
