import { platformDb } from '@/lib/db/platform-db'
import type { HostReport } from '@/lib/providers/instance-runtime/types'
import type { Orphan } from './orphans'

/** What the manager counted since it leads, of one driver. */
export type Figures = { passes: number; passSeconds: number; starts: number; orphansEnded: number }

const idOf = ({ driver, host }: HostReport): string => `${driver}:${host}`

/** Orphans as they were last counted, and what staff want removed. */
export async function readHost(report: HostReport): Promise<{ orphans: Orphan[]; removals: string[] }> {
  const row = await platformDb.instanceHost.findUnique({ where: { id: idOf(report) }, select: { orphans: true, removals: true } })
  return { orphans: (row?.orphans ?? []) as Orphan[], removals: (row?.removals ?? []) as string[] }
}

/** Writes how the machine stands; removals that were carried out are taken out of the list, ones added meanwhile stay. */
export async function writeHost(report: HostReport, { orphans, done, figures, now }: { orphans: readonly Orphan[]; done: readonly string[]; figures: Figures; now: Date }): Promise<void> {
  const { driver, isolation, enforced, capacity, notes } = report
  const facts = {
    driver, isolation, enforced, notes, orphans: orphans.map((one) => ({ ...one })), figures, seenAt: now,
    memoryBytes: BigInt(Math.floor(capacity.memoryBytes)), cpuMillis: Math.floor(capacity.cpuMillis), storageBytes: BigInt(Math.floor(capacity.storageBytes)),
  }
  await platformDb.instanceHost.upsert({ where: { id: idOf(report) }, create: { id: idOf(report), ...facts }, update: facts })
  if (done.length === 0) return
  await platformDb.$executeRaw`
    UPDATE "InstanceHost" SET "removals" = coalesce((SELECT jsonb_agg(ref) FROM jsonb_array_elements_text("removals") ref WHERE ref <> ALL(${[...done]}::text[])), '[]') WHERE "id" = ${idOf(report)}`
}
