import type { Prisma } from '@/lib/db/generated/client'
import { LocalizedTextView } from '../catalog/view'
import type { ClientRowView } from './view'

/** Subscriptions that give service or are about to. */
export const aliveStatuses = ['trialing', 'active', 'past_due', 'paused']

export const clientRowFields = {
  id: true, name: true, createdAt: true, suspendedAt: true, closedAt: true,
  profile: { select: { country: true } },
  memberships: { where: { role: 'owner' }, orderBy: { id: 'asc' }, take: 1, select: { user: { select: { email: true } } } },
  subscriptions: { where: { status: { in: aliveStatuses } }, take: 1, select: { status: true, planVersion: { select: { name: true } } } },
} as const satisfies Prisma.ClientSelect
type ClientRow = Prisma.ClientGetPayload<{ select: typeof clientRowFields }>

export const clientStatus = (row: { suspendedAt: Date | null; closedAt: Date | null }): ClientRowView['status'] =>
  row.closedAt ? 'closed' : row.suspendedAt ? 'suspended' : 'active'

export function clientRowView(row: ClientRow): ClientRowView {
  const subscription = row.subscriptions[0]
  return {
    id: row.id, name: row.name, createdAt: row.createdAt, status: clientStatus(row),
    email: row.memberships[0]?.user.email ?? null,
    country: row.profile?.country ?? null,
    planName: subscription ? LocalizedTextView.parse(subscription.planVersion.name) : null,
    subscriptionStatus: subscription?.status ?? null,
  }
}
