import type { Db } from '@/lib/db/transaction'

type Acted = { actorKind: string; actorId: string | null }

/** Who the actors of these events are, by id: people by name, keys by theirs. Jobs are named by their id. */
export async function actorNames(db: Db, events: readonly Acted[]): Promise<ReadonlyMap<string, string>> {
  const idsOf = (...kinds: string[]): string[] => [...new Set(events.flatMap(({ actorKind, actorId }) => (actorId && kinds.includes(actorKind) ? [actorId] : [])))]
  const [users, keys] = await Promise.all([
    db.user.findMany({ where: { id: { in: idsOf('user', 'staff') } }, select: { id: true, name: true } }),
    db.apiKey.findMany({ where: { id: { in: idsOf('apiKey') } }, select: { id: true, name: true } }),
  ])
  return new Map([...users, ...keys].map(({ id, name }) => [id, name]))
}
