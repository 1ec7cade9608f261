import { createHash } from 'node:crypto'
import type { ContainerCreateOptions, MountConfig } from 'dockerode'
import { inside, launchOf, loadsOwnCode, socketNameOf, type Launch } from '../engine-launch'
import { RuntimeError, type InstanceSpec } from '../types'
import { containerName, labels, socketFolderOf, userOf, type DockerSettings } from './settings'

const MIB = 2 ** 20
const NANOS_PER_MILLI = 1_000_000
const tmpfs = 'rw,nosuid,nodev,size=64m'
const relaySize = { memoryBytes: 96 * MIB, cpuMillis: 250, pids: 32 }

/** The containers of an instance: its engine's, and where that knows no sockets, a relay's that shares its (empty) network. */
export type Containers = { engine: ContainerCreateOptions; relay: ContainerCreateOptions | null; fingerprint: string }

/** @throws RuntimeError */
export function containersOf(settings: DockerSettings, spec: InstanceSpec, filesPath: string): Containers {
  const image = settings.images[spec.engine]
  if (image === null) throw new RuntimeError('image', `no image is named for ${spec.engine}`)
  const launch = launchOf(spec, { socketPath: `${inside.socketFolder}/${socketNameOf(spec.engine)}` })
  const engine = engineOf(settings, spec, { image, launch, filesPath })
  const relay = launch.relay === null ? null : relayOf(settings, spec, launch)
  // The order of keys is that of the code, so the same wish has the same print.
  const fingerprint = createHash('sha256').update(JSON.stringify([engine, relay])).digest('hex').slice(0, 32)
  for (const container of [engine, relay]) if (container?.Labels) container.Labels[labels.fingerprint] = fingerprint
  return { engine, relay, fingerprint }
}

function engineOf(settings: DockerSettings, spec: InstanceSpec, { image, launch, filesPath }: { image: string; launch: Launch; filesPath: string }): ContainerCreateOptions {
  const env = launch.relay === null ? withSecret(launch) : launch.env
  const sockets = launch.relay === null ? [bind(socketFolderOf(settings, spec.id), inside.socketFolder)] : []
  const gpus = spec.engine === 'house' || settings.gpus === 0 ? [] : [{ Driver: 'nvidia', Count: settings.gpus, Capabilities: [['gpu']] }]
  return {
    ...common(settings, spec, 'engine'),
    Image: image, Cmd: launch.args, Env: listOf(env), WorkingDir: inside.data,
    HostConfig: {
      ...walls(spec.resources), NetworkMode: 'none', DeviceRequests: gpus,
      Tmpfs: { '/tmp': loadsOwnCode(spec.engine) ? `${tmpfs},exec` : `${tmpfs},noexec` },
      Mounts: [bind(filesPath, inside.data), ...sockets, ...modelsOf(settings, spec)],
    },
  }
}

function relayOf(settings: DockerSettings, spec: InstanceSpec, launch: Launch): ContainerCreateOptions {
  const image = settings.images.house
  if (image === null) throw new RuntimeError('image', `${spec.engine} needs the relay of the model server's image, and none is named`)
  return {
    ...common(settings, spec, 'relay'),
    Image: image, Entrypoint: [inside.node, inside.relay], Cmd: [], Env: listOf(withSecret({ ...launch, env: launch.relay ?? {} })), WorkingDir: '/',
    HostConfig: { ...walls(relaySize), NetworkMode: `container:${containerName(settings, spec.id)}`, Mounts: [bind(socketFolderOf(settings, spec.id), inside.socketFolder)] },
  }
}

function common(settings: DockerSettings, { id, clientId, generation }: InstanceSpec, part: 'engine' | 'relay'): ContainerCreateOptions {
  const { uid, gid } = userOf(id)
  return {
    name: containerName(settings, id, part), User: `${uid}:${gid}`,
    Labels: { [labels.installation]: settings.installation, [labels.instance]: id, [labels.client]: clientId, [labels.generation]: String(generation), [labels.part]: part },
    AttachStdin: false, AttachStdout: false, AttachStderr: false, Tty: false, StopSignal: 'SIGTERM', Healthcheck: { Test: ['NONE'] },
  }
}

/** What a container may use, and nothing that it could do besides. */
const walls = ({ memoryBytes, cpuMillis, pids }: Pick<InstanceSpec['resources'], 'memoryBytes' | 'cpuMillis' | 'pids'>): ContainerCreateOptions['HostConfig'] => ({
  Memory: memoryBytes, MemorySwap: memoryBytes, NanoCpus: cpuMillis * NANOS_PER_MILLI, PidsLimit: pids,
  ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], Privileged: false, Init: true,
  IpcMode: 'private', OomKillDisable: false, RestartPolicy: { Name: 'no' },
  LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
})

function modelsOf(settings: DockerSettings, { engine, model }: InstanceSpec): MountConfig {
  if (loadsOwnCode(engine)) return [bind(settings.modelsDir, inside.models, true)]
  return model.path === undefined ? [] : [bind(model.path, inside.model, true)]
}

const bind = (Source: string, Target: string, ReadOnly = false): MountConfig[number] => ({ Type: 'bind', Source, Target, ReadOnly })
const withSecret = ({ env, secret }: Launch): Record<string, string> => (secret === null ? env : { ...env, [secret.name]: secret.value })
const listOf = (env: Record<string, string>): string[] => Object.entries(env).map(([name, value]) => `${name}=${value}`)
