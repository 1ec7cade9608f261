import { platformDb } from '@/lib/db/platform-db'
import type { Prisma } from '@/lib/db/generated/client'
import { dueCases } from '../dunning/due-cases'
import { dueWhere } from '../subscriptions/due-where'

/** Whose work a run looks for: everybody who lives by the wall's clock, or those of one test clock. */
export type RunScope = { testClockId: string | null; clientIds?: readonly string[] }

/** Clients that a run may touch: not parked, not closed, and living by its clock. */
const inScope = ({ testClockId, clientIds }: RunScope): Prisma.ClientWhereInput => ({
  testClockId, closedAt: null, parkings: { none: { releasedAt: null } }, ...(clientIds ? { id: { in: [...clientIds] } } : {}),
})

/** `hasArrears` false: nothing is due on the client's arrears. */
export type DueClient = { id: string; hasArrears: boolean }

/**
 * The next clients, in order of id after `after`, on whose subscriptions or arrears something is due at `now`. Walking them by id
 * means that a run meets each once, however many of them stay due.
 */
export async function dueClients(now: Date, scope: RunScope, after: string, take: number): Promise<DueClient[]> {
  const beyond = { clientId: { gt: after }, client: inScope(scope) }
  const [subscriptions, cases] = await Promise.all([
    platformDb.subscription.findMany({ where: { AND: [beyond, dueWhere(now)] }, orderBy: { clientId: 'asc' }, take, select: { clientId: true } }),
    platformDb.dunningCase.findMany({ where: { AND: [beyond, dueCases(now)] }, orderBy: { clientId: 'asc' }, take, select: { clientId: true } }),
  ])
  const ids = [...new Set([...subscriptions, ...cases].map(({ clientId }) => clientId))].sort((a, b) => (a < b ? -1 : 1))
  const inArrears = new Set(cases.map(({ clientId }) => clientId))
  const lastSeen = cases.length < take ? null : (cases.at(-1)?.clientId ?? null) // beyond it there may be more
  return ids.slice(0, take).map((id) => ({ id, hasArrears: inArrears.has(id) || (lastSeen !== null && id > lastSeen) }))
}
