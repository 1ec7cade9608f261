import { chmod, chown, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { prepareImage, removeImage } from '../ext4-image'
import { isolationLevels, RuntimeError, type InstanceSpec } from '../types'
import type { Here } from './here'
import { exists, readJson, writeJson, type State } from './state'
import { Uids } from './uids'
import { imageIsFree, makeFolderVolume } from './volume'

/** @throws RuntimeError when this machine keeps instances less apart than this one asks for */
export function refuseBelow({ machine }: Here, { minIsolation }: InstanceSpec): void {
  const { isolation, notes } = machine.report
  if (isolationLevels.indexOf(isolation) >= isolationLevels.indexOf(minIsolation)) return
  throw new RuntimeError('isolation', [`This machine keeps instances apart at level "${isolation}", and "${minIsolation}" is asked for.`, ...notes].join(' '))
}

const uidsOf = ({ config, paths }: Pick<Here, 'config' | 'paths'>): Uids => new Uids(paths.uids, config.uids)

/** Brings the folders, the volume and the user's number to what the spec says; does not touch what a running workload uses. */
export async function provision(here: Here, spec: InstanceSpec): Promise<State> {
  const { config, paths, machine, members } = here
  const earlier = readJson<State>(paths.state(spec.id))
  if (earlier && earlier.clientId !== spec.clientId) throw new RuntimeError('failed', `${spec.id} belongs to another client`)
  const { isRoot } = machine.means
  const uid = isRoot ? await uidsOf(here).of(spec.id) : null
  await mkdir(paths.folder(spec.id), { recursive: true })
  await chmod(paths.folder(spec.id), 0o750)
  await readableByReaders(here, paths.folder(spec.id))
  const state: State = { installation: config.installation, id: spec.id, clientId: spec.clientId, uid, resources: spec.resources, isKept: false }
  writeJson(paths.state(spec.id), state)
  if (members(spec.id).isLive()) return state
  await makeVolume(here, spec, uid)
  await makeSocketFolder(here, spec.id, uid)
  return state
}

/** An image where the machine can mount one; a volume stays what it was made as. */
async function makeVolume({ paths, machine }: Here, { id, resources }: InstanceSpec, uid: number | null): Promise<void> {
  const image = paths.image(id)
  const folder = paths.volume(id)
  if (machine.hasImages && uid !== null && !(await exists(folder))) {
    await imageIsFree(image)
    await prepareImage(image, { bytes: resources.storageBytes, uid, gid: uid })
    return
  }
  if (await exists(image)) throw new RuntimeError('unavailable', 'its volume is an image, and this machine cannot mount one now')
  await makeFolderVolume(folder)
  if (uid !== null) await chown(folder, uid, uid)
}

/** The instance makes its socket here; the folder's group, which a new file in it takes over, is the readers'. */
async function makeSocketFolder({ config, paths }: Here, id: string, uid: number | null): Promise<void> {
  const folder = paths.socketFolder(id)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  if (uid !== null) await chown(folder, uid, config.readerGid ?? uid)
  await chmod(folder, 0o2770)
}

export async function readableByReaders({ config, machine }: Here, path: string): Promise<void> {
  if (config.readerGid !== undefined && machine.means.isRoot) await chown(path, 0, config.readerGid)
}

/** Everything but the volume and the mark. */
export async function removeWorkload({ paths, machine }: Here, id: string): Promise<void> {
  await machine.tree?.group(id).remove()
  await rm(paths.socketFolder(id), { recursive: true, force: true })
  if (await exists(paths.image(id))) await imageIsFree(paths.image(id))
  const kept = ['state.json', 'volume.img', 'volume.img.growing', 'volume']
  const names = await readdir(paths.folder(id)).catch(() => [])
  for (const name of names) if (!kept.includes(name)) await rm(join(paths.folder(id), name), { recursive: true, force: true })
}

/** The rest; the mark goes last, so that a removal cut off is found and gone on with. */
export async function removeInstance(here: Here, id: string): Promise<void> {
  const { paths } = here
  await removeImage(paths.image(id))
  await rm(paths.volume(id), { recursive: true, force: true })
  await rm(paths.folder(id), { recursive: true, force: true })
  await uidsOf(here).release(id)
  await here.machine.tree?.removeTree()
}
