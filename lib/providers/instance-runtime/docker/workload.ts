import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import type Docker from 'dockerode'
import type { ContainerInspectInfo } from 'dockerode'
import { loadsOwnCode } from '../engine-launch'
import { readableModel } from '../model-file'
import { canQuota, closeVolume, openFolder, openVolume, removeVolume, usageOf, type Volume } from '../quota-volume'
import { isStoredBesideSocket } from '../socket-folder'
import { isolationLevels, RuntimeError, type InstanceSpec, type IsolationLevel } from '../types'
import { unless } from './calls'
import { containersOf, type Containers } from './container'
import { keepLog } from './logs'
import { containerName, folderOf, labels, socketFolderOf, socketOf, userOf, type DockerSettings } from './settings'
import { installationPathOf, keptIds, readState, removeState, writeState } from './state'

const SETGID_GROUP_ONLY = 0o2770

/** The containers, files and sockets of instances; each call may be repeated after a crash in the middle of it. */
export class Workload {
  constructor(private readonly docker: Docker, private readonly settings: DockerSettings) {}

  /** @throws RuntimeError */
  async ensure(spec: InstanceSpec, level: IsolationLevel): Promise<void> {
    if (isolationLevels.indexOf(level) < isolationLevels.indexOf(spec.minIsolation)) {
      throw new RuntimeError('isolation', `this machine's containers reach ${level}, and ${spec.minIsolation} is asked for`)
    }
    const present = await this.inspect(spec.id, 'engine')
    // It goes on as it is; what changed waits until it is stopped.
    if (present?.State.Running) return
    await readableModel(spec)
    await this.needImages(spec)
    await this.makeSocketFolder(spec)
    const volume = await this.openFiles(spec)
    const wanted = containersOf(this.settings, spec, volume.path)
    await this.makeContainers(spec.id, wanted, present)
    await this.keepState(spec)
  }

  async start(spec: InstanceSpec, level: IsolationLevel): Promise<void> {
    const present = await this.inspect(spec.id, 'engine')
    if (present?.State.Running) {
      if (present.Config.Labels[labels.generation] === String(spec.generation)) return
      await this.stop(spec.id, 0)
    }
    await this.ensure(spec, level)
    // A socket of the last run is in the way of an engine that does not clear it; the house's does.
    if (spec.engine !== 'house') await rm(socketOf(this.settings, spec.id, spec.engine), { force: true })
    await unless([304], this.container(spec.id, 'engine').start(), undefined)
    // Its network is the engine's, which is a new one at each start.
    if (await this.inspect(spec.id, 'relay')) await this.container(spec.id, 'relay').restart({ t: 1 })
  }

  async stop(id: string, graceMs: number): Promise<void> {
    const present = await this.inspect(id, 'engine')
    if (present?.State.Running) {
      await this.markEnded(id, present, 'stopped')
      await unless([304, 404], this.container(id, 'engine').stop({ t: Math.ceil(graceMs / 1000) }), undefined)
    }
    await unless([304, 404], this.container(id, 'relay').stop({ t: 1 }), undefined)
  }

  async destroy(id: string, keepVolume: boolean): Promise<void> {
    for (const part of ['relay', 'engine'] as const) await this.remove(id, part)
    const folder = folderOf(this.settings, id)
    await rm(socketFolderOf(this.settings, id), { recursive: true, force: true })
    await removeState(this.settings, id)
    if (keepVolume) return closeVolume(folder)
    await removeVolume(folder)
    await rm(folder, { recursive: true, force: true })
  }

  /** Ends what uses more storage than it may, where no file system stops it. */
  async endGreedy(): Promise<void> {
    const isHeld = await canQuota()
    for (const id of await keptIds(this.settings)) {
      const state = await readState(this.settings, id)
      if (state === null) continue
      const isFull = !isHeld && ((await usageOf(folderOf(this.settings, id))) ?? 0) > state.storageBytes
      if (!isFull && !(await isStoredBesideSocket(socketFolderOf(this.settings, id)))) continue
      const present = await this.inspect(id, 'engine')
      if (!present?.State.Running) continue
      await this.markEnded(id, present, 'disk_quota')
      await unless([304, 404, 409], this.container(id, 'engine').kill(), undefined)
    }
  }

  private container(id: string, part: 'engine' | 'relay') {
    return this.docker.getContainer(containerName(this.settings, id, part))
  }

  private inspect(id: string, part: 'engine' | 'relay'): Promise<ContainerInspectInfo | null> {
    return unless([404], this.container(id, part).inspect(), null)
  }

  private async remove(id: string, part: 'engine' | 'relay'): Promise<void> {
    await unless([404, 409], this.container(id, part).remove({ force: true, v: true }), undefined)
  }

  private async openFiles(spec: InstanceSpec): Promise<Volume> {
    const folder = folderOf(this.settings, spec.id)
    await mkdir(folder, { recursive: true, mode: 0o755 })
    await writeFile(installationPathOf(this.settings, spec.id), this.settings.installation)
    const wish = { bytes: spec.resources.storageBytes, ...userOf(spec.id), mayExecute: loadsOwnCode(spec.engine) }
    return (await canQuota()) ? openVolume(folder, wish) : openFolder(folder, wish)
  }

  private async makeContainers(id: string, wanted: Containers, present: ContainerInspectInfo | null): Promise<void> {
    if (present !== null && present.Config.Labels[labels.fingerprint] === wanted.fingerprint) {
      if (wanted.relay === null || (await this.inspect(id, 'relay')) !== null) return
    }
    if (present !== null) {
      await keepLog(this.docker, this.settings, id)
      await this.remove(id, 'relay')
      await this.remove(id, 'engine')
    }
    await unless([409], this.docker.createContainer(wanted.engine), undefined)
    if (wanted.relay !== null) await unless([409], this.docker.createContainer(wanted.relay), undefined)
  }

  private async needImages({ engine }: InstanceSpec): Promise<void> {
    const { images, modelsDir } = this.settings
    for (const [name, image] of [[engine, images[engine]], ['house', engine === 'ollama' ? images.house : images[engine]]] as const) {
      if (image === null) throw new RuntimeError('image', `no image is named for ${name}`)
      if ((await unless([404], this.docker.getImage(image).inspect(), null)) === null) throw new RuntimeError('image', `the image ${image} is not on this machine: docker pull or docker load it`)
    }
    if (loadsOwnCode(engine)) await mkdir(modelsDir, { recursive: true })
  }

  private async makeSocketFolder(spec: InstanceSpec): Promise<void> {
    const folder = socketFolderOf(this.settings, spec.id)
    // What a last run left there is no part of its storage.
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    const { uid, gid } = userOf(spec.id)
    const isRoot = process.getuid?.() === 0
    // The group is the gateway's (the manager's own, unless told) and what is made inside takes it, so that it can connect.
    if (isRoot) await chown(folder, uid, this.settings.readerGid ?? process.getgid?.() ?? gid)
    await chmod(folder, isRoot ? SETGID_GROUP_ONLY : 0o770)
  }

  private async keepState(spec: InstanceSpec): Promise<void> {
    const before = await readState(this.settings, spec.id)
    const { clientId, engine, generation, resources } = spec
    await writeState(this.settings, spec.id, { clientId, engine, generation, storageBytes: resources.storageBytes, ended: before?.ended ?? null })
  }

  private async markEnded(id: string, { State }: ContainerInspectInfo, why: 'stopped' | 'disk_quota'): Promise<void> {
    const state = await readState(this.settings, id)
    if (state !== null) await writeState(this.settings, id, { ...state, ended: { startedAt: State.StartedAt, why } })
  }
}
