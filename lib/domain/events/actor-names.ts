import type { Db } from '@/lib/db/transaction'

type Acted = { actorKind: string; actorId: string | null }
type Kind = 'user' | 'staff' | 'apiKey'

/**
 * Who the actors of these events are, by id: people by name, keys by theirs. Jobs are named by their id.
 * @param clientId whose keys are named; absent: everybody's, for staff
 * @param kinds whose names may be told
 */
export async function actorNames(db: Db, events: readonly Acted[], { clientId, kinds = ['user', 'staff', 'apiKey'] }: { clientId?: string; kinds?: readonly Kind[] } = {}): Promise<ReadonlyMap<string, string>> {
  const idsOf = (...wanted: Kind[]): string[] => [...new Set(events.flatMap(({ actorKind, actorId }) => (actorId && wanted.some((one) => one === actorKind && kinds.includes(one)) ? [actorId] : [])))]
  const [people, keys] = await Promise.all([
    db.user.findMany({ where: { id: { in: idsOf('user', 'staff') } }, select: { id: true, name: true } }),
    db.apiKey.findMany({ where: { id: { in: idsOf('apiKey') }, ...(clientId === undefined ? {} : { clientId }) }, select: { id: true, name: true } }),
  ])
  return new Map([...people, ...keys].map(({ id, name }) => [id, name]))
}
