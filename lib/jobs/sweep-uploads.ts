import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Task } from 'graphile-worker'
import { platformDb } from '@/lib/db/platform-db'
import { env } from '@/lib/env'
import { days, plus, systemClock } from '@/lib/kernel/clock'
import { log } from '@/lib/log'

/** An upload that nobody goes on with for so long is given up. */
const abandonedMs = days(1)

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

/** The id in a file's name: `upl_….gguf` or `upl_….gguf.part`. */
const uploadIdOf = (name: string): string => name.replace(/\.gguf(\.part)?$/, '')

/** Files of a client's folder that no living upload has, and nobody wrote to for a while. */
async function leftOver(clientId: string, folder: string, before: Date): Promise<string[]> {
  const names = await namesIn(folder)
  const living = await platformDb.modelUpload.findMany({ where: { clientId, id: { in: names.map(uploadIdOf) }, state: { in: ['receiving', 'ready'] } }, select: { id: true } })
  const ids = new Set(living.map(({ id }) => id))
  const old = await Promise.all(names.filter((name) => !ids.has(uploadIdOf(name))).map(async (name) => {
    const path = join(folder, name)
    return stat(path).then(({ mtime }) => (mtime < before ? [path] : []), () => [])
  }))
  return old.flat()
}

/** Gives up uploads that were not gone on with for a day, and removes the files of those that are refused, deleted or unknown. */
export const sweepUploads: Task = async () => {
  const before = plus(systemClock.now(), -abandonedMs)
  await platformDb.modelUpload.updateMany({ where: { state: 'receiving', touchedAt: { lt: before } }, data: { state: 'refused', refusedFor: 'incomplete' } })
  const root = join(env().DATA_DIR, 'uploads')
  for (const clientId of await namesIn(root)) {
    const paths = await leftOver(clientId, join(root, clientId), before)
    for (const path of paths) await rm(path, { force: true })
    if (paths.length > 0) log.info({ clientId, count: paths.length }, 'files of ended uploads were removed')
  }
}
