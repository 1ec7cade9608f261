import { pageArgs, toPage, type Page } from '@/lib/kernel/cursor'
import { query } from '../command'
import { actorNames } from '../events/actor-names'
import { ListInstanceEventsInput } from './schema'
import type { InstanceEventView, InstanceStatus } from './view'

export const eventFields = { id: true, kind: true, fromStatus: true, toStatus: true, reason: true, detail: true, actorKind: true, actorId: true, createdAt: true } as const
type Row = { id: string; kind: string; fromStatus: string | null; toStatus: string | null; reason: string | null; detail: unknown; actorKind: string; actorId: string | null; createdAt: Date }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const actors = ['user', 'staff', 'system', 'manager'] as const

export function eventView({ actorId, actorKind, kind, fromStatus, toStatus, detail, ...row }: Row, names: ReadonlyMap<string, string>): InstanceEventView {
  return {
    ...row, kind: kind as InstanceEventView['kind'], fromStatus: fromStatus as InstanceStatus | null, toStatus: toStatus as InstanceStatus | null,
    detail: isRecord(detail) ? detail : {}, actorKind: actorKind === 'apiKey' ? 'key' : (actors.find((one) => one === actorKind) ?? 'system'),
    actorName: (actorId !== null && names.get(actorId)) || null,
  }
}

/** What happened to an instance, newest first: what was asked of it and what was seen of it. Another client's is empty. */
export const listInstanceEvents = query('instances.listEvents', ListInstanceEventsInput, async ({ db, clientId }, input): Promise<Page<InstanceEventView>> => {
  const { where, ...paging } = pageArgs(input)
  const rows = await db.instanceEvent.findMany({ ...paging, where: { ...where, clientId, instanceId: input.id }, select: eventFields })
  const names = await actorNames(db, rows, { clientId, kinds: ['user', 'apiKey'] }) // staff act as such, without their names
  return toPage(rows, input.limit, (row) => eventView(row, names))
})
