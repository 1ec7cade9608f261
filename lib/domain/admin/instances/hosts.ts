import { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { freshMs } from '@/lib/domain/instances/capacity'
import { wallNow } from '@/lib/domain/instances/confirmed-quote'
import { plus } from '@/lib/kernel/clock'
import { notFound } from '@/lib/kernel/error'
import { platformCommand, platformQuery } from '../../platform/command'
import { NoInput } from '../schema'
import { RemoveOrphanInput } from './schema'
import { InstanceHostView } from './view'

const Orphans = z.array(z.object({ ref: z.string(), seenTimes: z.int().catch(1) })).catch([])
const Texts = z.array(z.string()).catch([])
const nothingHeld = { memory: 'none', cpu: 'none', pids: 'none', storage: 'none', network: 'none', files: 'none', syscalls: 'none' } as const

type Promised = { driver: string; count: number; memory: string; cpu: string; storage: string }

/** What is promised on each driver, and to how many. */
async function promises(db: Db): Promise<Promised[]> {
  return db.$queryRaw<Promised[]>`
    SELECT i."driver", (count(*) FILTER (WHERE i."desired" <> 'deleted'))::int AS count, coalesce(sum(s."memoryBytes") FILTER (WHERE i."desired" <> 'deleted'), 0)::text AS memory,
      coalesce(sum(s."cpuMillis") FILTER (WHERE i."desired" <> 'deleted'), 0)::text AS cpu, sum(s."storageBytes")::text AS storage
    FROM "PrivateInstance" i JOIN "InstanceSize" s ON s."id" = i."sizeId" WHERE i."status" <> 'deleted' GROUP BY i."driver"`
}

async function readHosts(db: Db, where: { id?: string } = {}): Promise<InstanceHostView[]> {
  const [rows, sums] = [await db.instanceHost.findMany({ where, orderBy: { id: 'asc' } }), await promises(db)]
  return rows.map(({ memoryBytes, cpuMillis, storageBytes, driver, isolation, enforced, orphans, notes, removals, figures: _figures, ...row }): InstanceHostView => {
    const promised = sums.find((one) => one.driver === driver)
    const asked = Texts.parse(removals)
    return {
      ...row, driver: driver as InstanceHostView['driver'], isolation: isolation as InstanceHostView['isolation'],
      enforced: InstanceHostView.shape.enforced.catch(nothingHeld).parse({ ...nothingHeld, ...z.record(z.string(), z.unknown()).catch({}).parse(enforced) }),
      capacity: { memoryBytes: Number(memoryBytes), cpuMillis, storageBytes: Number(storageBytes) },
      promised: { memoryBytes: Number(promised?.memory ?? 0), cpuMillis: Number(promised?.cpu ?? 0), storageBytes: Number(promised?.storage ?? 0) },
      instances: promised?.count ?? 0, notes: Texts.parse(notes), orphans: Orphans.parse(orphans).map((one) => ({ ...one, isRemovalAsked: asked.includes(one.ref) })),
      isFresh: row.seenAt > plus(wallNow(), -freshMs),
    }
  })
}

/** The machines and clusters that run instances, as their managers last reported them. What is promised is that of the whole driver. */
export const listInstanceHosts = platformQuery('admin.listInstanceHosts', NoInput, async ({ db }): Promise<{ data: InstanceHostView[]; nextCursor: null }> => ({ data: await readHosts(db), nextCursor: null }))

/** Asks the manager of a machine to remove something that no row knows. @throws DomainError not_found */
export const removeOrphan = platformCommand('admin.removeInstanceOrphan', RemoveOrphanInput, async (ctx, { hostId, ref }): Promise<InstanceHostView> => {
  await ctx.db.$queryRaw`SELECT 1 FROM "InstanceHost" WHERE "id" = ${hostId} FOR UPDATE`
  const [host] = await readHosts(ctx.db, { id: hostId })
  if (!host?.orphans.some((one) => one.ref === ref)) throw notFound('orphan')
  await ctx.db.$executeRaw`UPDATE "InstanceHost" SET "removals" = "removals" || to_jsonb(${ref}::text) WHERE "id" = ${hostId} AND NOT "removals" ? ${ref}`
  await ctx.record(hostId, { ref })
  const [after] = await readHosts(ctx.db, { id: hostId })
  return after ?? host
})
