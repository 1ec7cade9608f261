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

/** A client on whom something is due: on these subscriptions, as they were when they were looked for, or on its arrears. */
export type DueClient = { id: string; subscriptionIds: string[]; hasArrears: boolean }

/**
 * The next clients, in order of id after `after`, on whose subscriptions or arrears something is due at `now`. Walking them by id
 * means that a run meets each once, however many of them stay due.
 */
export async function dueClients(now: Date, scope: RunScope, after: string, take: number): Promise<DueClient[]> {
  const beyond = { clientId: { gt: after }, client: inScope(scope) }
  const [subscriptions, cases] = await Promise.all([
    platformDb.subscription.findMany({ where: { AND: [beyond, dueWhere(now)] }, orderBy: [{ clientId: 'asc' }, { id: 'asc' }], take, select: { clientId: true, id: true } }),
    platformDb.dunningCase.findMany({ where: { AND: [beyond, dueCases(now)] }, orderBy: { clientId: 'asc' }, take, select: { clientId: true } }),
  ])
  const found = new Map<string, DueClient>()
  const entryOf = (id: string): DueClient => found.get(id) ?? { id, subscriptionIds: [], hasArrears: false }
  for (const { clientId, id } of subscriptions) found.set(clientId, { ...entryOf(clientId), subscriptionIds: [...entryOf(clientId).subscriptionIds, id] })
  for (const { clientId } of cases) found.set(clientId, { ...entryOf(clientId), hasArrears: true })
  // A full list may have been cut inside its last client, who is read whole by the next call.
  const cut = [subscriptions, cases].flatMap((list) => (list.length < take ? [] : [list.at(-1)?.clientId ?? '']))
  const whole = [...found.values()].filter(({ id }) => cut.every((last) => id < last)).sort((a, b) => (a.id < b.id ? -1 : 1))
  return whole.length > 0 || cut.length === 0 ? whole : dueClients(now, scope, after, take * 2)
}
