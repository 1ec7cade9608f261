import Docker from 'dockerode'
import type { HostReport, InstanceDriver, InstanceSpec, Observed } from '../types'
import { inTurn } from '../in-turn'
import { runtimeError, unless } from './calls'
import { hostInspector } from './host'
import { logLines } from './logs'
import { observedOf } from './observed'
import { containerName, labels, type DockerSettings } from './settings'
import { openSocket } from './open-socket'
import { keptIds, readState } from './state'
import { statsOf } from './stats'
import { watchStorage } from './storage-watch'
import { Workload } from './workload'

/** Instances as containers of this machine's engine (Docker, or what answers like it): no network, a socket in a folder of theirs. */
export function dockerDriver(settings: DockerSettings): InstanceDriver {
  const docker = new Docker({ socketPath: settings.host.replace(/^unix:\/\//, '') })
  const workload = new Workload(docker, settings)
  const look = hostInspector(docker, settings)
  const turn = inTurn()
  const watch = watchStorage(workload)
  let report: Promise<HostReport> | undefined

  const inspect = async (): Promise<HostReport> => {
    report = look()
    report.catch(() => { report = undefined })
    watch.start()
    return report
  }
  const level = async () => (await (report ?? inspect())).isolation

  async function observe(id: string): Promise<Observed> {
    const [container, state, isolation] = await Promise.all([unless([404], docker.getContainer(containerName(settings, id)).inspect(), null), readState(settings, id), level()])
    const observed = observedOf(settings, id, container, state, isolation)
    if (observed.endpoint?.kind === 'unix') await openSocket(observed.endpoint.socketPath)
    return observed
  }

  async function list(): Promise<Observed[]> {
    const containers = await docker.listContainers({ all: true, filters: { label: [`${labels.installation}=${settings.installation}`] } })
    const found = containers.map(({ Labels }) => Labels[labels.instance]).filter((id) => id !== undefined)
    return Promise.all([...new Set([...found, ...(await keptIds(settings))])].map(observe))
  }

  return {
    kind: 'docker',
    inspect: () => told(inspect()),
    ensure: (spec: InstanceSpec) => told(turn(spec.id, async () => workload.ensure(spec, await level()))),
    start: (spec: InstanceSpec) => told(turn(spec.id, async () => workload.start(spec, await level()))),
    stop: (id, { graceMs }) => told(turn(id, () => workload.stop(id, graceMs))),
    destroy: (id, { keepVolume }) => told(turn(id, () => workload.destroy(id, keepVolume))),
    observe: (id) => told(observe(id)),
    list: () => told(list()),
    stats: (id) => told(statsOf(docker, settings, id)),
    logs: (id, options) => logLines(docker, settings, id, options),
    close: async () => watch.stop(),
  }
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw runtimeError(error)
  }
}
