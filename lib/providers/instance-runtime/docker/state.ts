import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { engines } from '../types'
import { folderOf, type DockerSettings } from './settings'

const shape = z.object({
  clientId: z.string(),
  engine: z.enum(engines),
  generation: z.number(),
  storageBytes: z.number(),
  /** The run that was ended on purpose, by when it began; a run that ended otherwise ended by itself. */
  ended: z.object({ startedAt: z.string(), why: z.enum(['stopped', 'disk_quota']) }).nullable(),
})

/** What the container engine does not tell about an instance. */
export type KeptState = z.output<typeof shape>

const pathOf = (settings: DockerSettings, id: string): string => join(folderOf(settings, id), 'state.json')

/** What was kept, or null where nothing (readable) was. */
export async function readState(settings: DockerSettings, id: string): Promise<KeptState | null> {
  try {
    return shape.parse(JSON.parse(await readFile(pathOf(settings, id), 'utf8')))
  } catch {
    return null
  }
}

/** Written whole or not at all. */
export async function writeState(settings: DockerSettings, id: string, state: KeptState): Promise<void> {
  const path = pathOf(settings, id)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.new`, JSON.stringify(state))
  await rename(`${path}.new`, path)
}

export const removeState = (settings: DockerSettings, id: string): Promise<void> => rm(pathOf(settings, id), { force: true })

/** Says whose an instance's files are, for as long as there are any. */
export const installationPathOf = (settings: DockerSettings, id: string): string => join(folderOf(settings, id), 'installation')

/** The instances of this installation that have files of their own here; another's in the same folder are not ours to touch. */
export async function keptIds(settings: DockerSettings): Promise<string[]> {
  const ids = await readdir(dirname(folderOf(settings, 'any'))).catch(() => [])
  const owners = await Promise.all(ids.map((id) => readFile(installationPathOf(settings, id), 'utf8').catch(() => null)))
  return ids.filter((_id, i) => owners[i] === settings.installation)
}
