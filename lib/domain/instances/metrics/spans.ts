import type { Db } from '@/lib/db/transaction'
import type { InstanceMetricsView, InstanceStatus } from '../view'
import type { Span } from './range'

/** A crash loop makes a few transitions a minute at most. */
const shownMost = 300

/** In which status an instance was, from when to when, over a range: the last ones, from the transitions its manager wrote. Until the first of those it was pending. */
export async function spansOf(db: Db, clientId: string, { id, createdAt }: { id: string; createdAt: Date }, { from, to }: Span): Promise<InstanceMetricsView['spans']> {
  const start = createdAt > from ? createdAt : from
  const of = { clientId, instanceId: id, kind: 'status' }
  const [before, newest] = await Promise.all([
    db.instanceEvent.findFirst({ where: { ...of, createdAt: { lte: start } }, orderBy: { id: 'desc' }, select: { toStatus: true, reason: true } }),
    db.instanceEvent.findMany({ where: { ...of, createdAt: { gt: start, lt: to } }, orderBy: { id: 'desc' }, take: shownMost, select: { toStatus: true, reason: true, createdAt: true } }),
  ])
  const first = newest.length < shownMost ? [{ toStatus: before?.toStatus ?? 'pending', reason: before?.reason ?? null, createdAt: start }] : []
  const marks = [...first, ...newest.reverse()]
  return marks.flatMap(({ toStatus, reason, createdAt: at }, i) => {
    const until = marks[i + 1]?.createdAt ?? to
    return until > at ? [{ status: (toStatus ?? 'pending') as InstanceStatus, reason, from: at, to: until }] : []
  })
}
