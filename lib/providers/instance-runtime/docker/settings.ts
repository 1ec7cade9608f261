import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { socketNameOf } from '../engine-launch'
import type { Engine } from '../types'

export type DockerSettings = {
  /** The mark of this installation on everything it makes. */
  installation: string
  /** Absolute; the engine must see the same files at the same paths. */
  dataDir: string
  /** Like DOCKER_HOST: unix:///var/run/docker.sock. Only a socket of this machine. */
  host: string
  /** Which image runs an engine; null where the operator named none. */
  images: Record<Engine, string | null>
  /** The operator's folder of models, shown to engines that open models by their own names. */
  modelsDir: string
  /** The group of the processes that connect to sockets, when they are not the manager's own user. */
  readerGid?: number | undefined
  /** Graphics cards that each instance gets of engines other than the house's. */
  gpus: number
}

const label = (name: string): string => `matrix-platform.${name}`
export const labels = { installation: label('installation'), instance: label('instance'), client: label('client'), generation: label('generation'), fingerprint: label('fingerprint'), part: label('part') } as const

export const containerName = ({ installation }: DockerSettings, id: string, part: 'engine' | 'relay' = 'engine'): string =>
  `matrix-platform-${installation}-${id}${part === 'engine' ? '' : `-${part}`}`

/** What the driver keeps of an instance besides its container. */
export const folderOf = ({ dataDir }: DockerSettings, id: string): string => join(dataDir, 'instances', 'docker', id)
/** Short, because the path of a socket ends after 107 characters. */
export const socketFolderOf = ({ dataDir }: DockerSettings, id: string): string => join(dataDir, 'run', 'i', id)
export const socketOf = (settings: DockerSettings, id: string, engine: Engine): string => join(socketFolderOf(settings, id), socketNameOf(engine))

const FIRST_UID = 0x10000000

/** Each instance has a user of its own, the same ever after; an ordinary user can only be itself. */
export function userOf(id: string): { uid: number; gid: number } {
  const own = process.getuid?.() ?? 0
  if (own !== 0) return { uid: own, gid: process.getgid?.() ?? own }
  const uid = FIRST_UID + createHash('sha256').update(id).digest().readUIntBE(0, 3)
  return { uid, gid: uid }
}
