import type { Db } from '@/lib/db/transaction'
import type { InstanceMetricsView, InstanceStatus } from '../view'
import type { Span } from './range'

type Stay = { status: InstanceStatus; reason: string | null; from: Date; to: Date }

/** Statuses of an instance that is wanted to answer; before it first starts and while it rests, it owes nobody an answer. */
export const wantedStatuses: readonly InstanceStatus[] = ['starting', 'running', 'unready', 'crash_backoff', 'failed']
const shownMost = 300
/** A crash loop makes a few transitions a minute at most; more than this many are not looked at. */
const readMost = 20_000

const secondsOf = ({ from, to }: Pick<Stay, 'from' | 'to'>): number => (to.getTime() - from.getTime()) / 1_000

/** The share of the time it was wanted in which it answered. */
export function uptimeOf(stays: readonly Stay[]): InstanceMetricsView['uptime'] {
  const sum = (statuses: readonly InstanceStatus[]): number => stays.filter(({ status }) => statuses.includes(status)).reduce((total, stay) => total + secondsOf(stay), 0)
  const [runningSeconds, wantedSeconds] = [sum(['running']), sum(wantedStatuses)]
  return { ratio: wantedSeconds === 0 ? null : runningSeconds / wantedSeconds, runningSeconds: Math.round(runningSeconds), wantedSeconds: Math.round(wantedSeconds) }
}

/** How long it was in which status over a range, from the transitions its manager wrote; until the first one it was pending. */
async function staysOf(db: Db, clientId: string, instanceId: string, createdAt: Date, { from, to }: Span): Promise<Stay[]> {
  const start = createdAt > from ? createdAt : from
  const of = { clientId, instanceId, kind: 'status' }
  const before = await db.instanceEvent.findFirst({ where: { ...of, createdAt: { lte: start } }, orderBy: { id: 'desc' }, select: { toStatus: true, reason: true } })
  const changes = await db.instanceEvent.findMany({
    where: { ...of, createdAt: { gt: start, lt: to } }, orderBy: { id: 'asc' }, take: readMost, select: { toStatus: true, reason: true, createdAt: true },
  })
  const marks = [{ toStatus: before?.toStatus ?? 'pending', reason: before?.reason ?? null, createdAt: start }, ...changes]
  return marks.flatMap(({ toStatus, reason, createdAt: at }, i) => {
    const until = marks[i + 1]?.createdAt ?? to
    return until > at ? [{ status: (toStatus ?? 'pending') as InstanceStatus, reason, from: at, to: until }] : []
  })
}

export async function uptimeAndSpans(db: Db, clientId: string, instance: { id: string; createdAt: Date }, span: Span): Promise<Pick<InstanceMetricsView, 'uptime' | 'spans'>> {
  const stays = await staysOf(db, clientId, instance.id, instance.createdAt, span)
  return { uptime: uptimeOf(stays), spans: stays.slice(-shownMost) }
}
