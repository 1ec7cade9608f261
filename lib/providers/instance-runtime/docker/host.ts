import { mkdir, statfs } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import type Docker from 'dockerode'
import { inside } from '../engine-launch'
import { canQuota } from '../quota-volume'
import type { Enforced, HostReport, IsolationLevel } from '../types'
import { labels, type DockerSettings } from './settings'

const MIB = 2 ** 20
/** What the machine keeps for itself. */
const SHARE = 0.9

/** What a container of ours finds out about its own walls. */
type Walls = { hasMemory: boolean; hasCpu: boolean; hasPids: boolean; isOffline: boolean; isReadOnly: boolean; isFiltered: boolean }

const look = `
const { readFileSync, writeFileSync } = require('node:fs'); const os = require('node:os')
const first = (...paths) => { for (const path of paths) try { return readFileSync(path, 'utf8').trim() } catch {} return '' }
const status = readFileSync('/proc/self/status', 'utf8')
let isReadOnly = false
try { writeFileSync('/probe', '') } catch (error) { isReadOnly = error.code === 'EROFS' || error.code === 'EACCES' }
console.log(JSON.stringify({
  hasMemory: first('/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes') === String(${128 * MIB}),
  hasCpu: /^50000\\b/.test(first('/sys/fs/cgroup/cpu.max', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us')),
  hasPids: first('/sys/fs/cgroup/pids.max', '/sys/fs/cgroup/pids/pids.max') === '40',
  isOffline: Object.values(os.networkInterfaces()).flat().every((one) => one.internal),
  isReadOnly, isFiltered: /Seccomp:\\s*2/.test(status) && /NoNewPrivs:\\s*1/.test(status) && /CapBnd:\\s*0+$/m.test(status),
}))`

/** Runs a container with every limit set and has it read them back. Null where the house's image is missing. */
async function tryWalls(docker: Docker, settings: DockerSettings): Promise<Walls | null> {
  const image = settings.images.house
  if (image === null || !(await docker.getImage(image).inspect().then(() => true, () => false))) return null
  const container = await docker.createContainer({
    Image: image, Entrypoint: [inside.node, '-e', look], Cmd: [], User: '65534:65534', Labels: { [labels.installation]: settings.installation, [labels.part]: 'probe' },
    HostConfig: {
      Memory: 128 * MIB, MemorySwap: 128 * MIB, NanoCpus: 500_000_000, PidsLimit: 40, ReadonlyRootfs: true, CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'], NetworkMode: 'none', Init: true,
    },
  })
  try {
    await container.start()
    await container.wait()
    const said = new PassThrough()
    docker.modem.demuxStream(PassThrough.from([await container.logs({ stdout: true, stderr: true, follow: false })]), said, new PassThrough())
    await new Promise((resolve) => setImmediate(resolve))
    return JSON.parse(String(said.read() ?? '')) as Walls
  } finally {
    await container.remove({ force: true }).catch(() => undefined)
  }
}

/** Looks at the machine. The walls are tried once and then believed: they change only with the engine's own settings. */
export function hostInspector(docker: Docker, settings: DockerSettings): () => Promise<HostReport> {
  let tried: Walls | null = null
  return async () => {
    const [info, quota] = await Promise.all([docker.info() as Promise<{ Name: string; MemTotal: number; NCPU: number }>, canQuota()])
    tried ??= await tryWalls(docker, settings)
    await mkdir(settings.dataDir, { recursive: true })
    const disk = await statfs(settings.dataDir)
    const enforced = enforcedBy(tried, quota)
    return {
      driver: 'docker', host: info.Name, isolation: levelOf(enforced), enforced,
      capacity: { memoryBytes: Math.floor(info.MemTotal * SHARE), cpuMillis: info.NCPU * 1000, storageBytes: Math.floor(disk.bavail * disk.bsize * SHARE) },
      notes: notesOn(settings, tried, quota),
    }
  }
}

function enforcedBy(walls: Walls | null, quota: boolean): Enforced {
  const told = (isSo: boolean | undefined) => (isSo === true ? 'enforced' as const : 'none' as const)
  return {
    memory: told(walls?.hasMemory), cpu: told(walls?.hasCpu), pids: told(walls?.hasPids), storage: quota ? 'enforced' : 'watched',
    network: told(walls?.isOffline), files: told(walls?.isReadOnly), syscalls: told(walls?.isFiltered),
  }
}

function levelOf(enforced: Enforced): IsolationLevel {
  if (Object.values(enforced).every((how) => how === 'enforced')) return 'strong'
  return enforced.files === 'enforced' && enforced.network === 'enforced' ? 'partial' : 'process-only'
}

function notesOn({ images }: DockerSettings, walls: Walls | null, quota: boolean): string[] {
  const missing = walls === null ? [] : Object.entries(walls).filter(([, isSo]) => !isSo).map(([name]) => `the container engine does not hold its containers to: ${name}`)
  return [
    ...(walls === null ? [`the image ${images.house ?? 'of the model server'} is not there: npm run instances:image makes it`] : []),
    ...missing,
    ...(quota ? [] : ['no image files can be mounted here (that takes root and loop devices): storage is looked at every few seconds instead']),
  ]
}
