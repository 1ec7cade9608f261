import { chown, mkdir, mkdtemp, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { availableParallelism, hostname, totalmem } from 'node:os'
import { join } from 'node:path'
import { prepareImage } from '../ext4-image'
import { folderBytes } from '../folder-bytes'
import type { Enforced, HostReport, IsolationLevel } from '../types'
import { workingTree, type CgroupTree } from './cgroup'
import { defaultUids, houseModelOf, type Paths, type ProcessDriverConfig } from './config'
import { runCommand } from '../run-command'
import { launchScript, shownNode, type Launch, type Means } from './sandbox'
import { isFilteredArch, seccompFilter } from './seccomp'
import { imageIsFree } from './volume'

export type Machine = { means: Means; tree: CgroupTree | null; hasImages: boolean; report: HostReport }

const MIB = 1 << 20
const TRIAL_MS = 20_000
/** What is left to the system and to the platform's own processes. */
const KEPT_MEMORY_SHARE = 0.2

const firstUid = ({ uids = defaultUids }: ProcessDriverConfig): number => uids.first

/** Looks at this machine by trying each thing once. */
export async function inspectMachine(config: ProcessDriverConfig, paths: Paths): Promise<Machine> {
  await mkdir(paths.home, { recursive: true, mode: 0o711 })
  await mkdir(paths.sockets, { recursive: true, mode: 0o711 })
  const isRoot = process.getuid?.() === 0
  const notes: string[] = []
  const folder = await mkdtemp(join(paths.home, '.trial-'))
  try {
    if (isRoot) await chown(folder, firstUid(config), firstUid(config))
    const tree = await workingTree(config.installation)
    if (typeof tree === 'string') notes.push(`No limits by cgroup (${tree}): run the manager as root, or as a systemd service with Delegate=yes and DelegateSubgroup=manager.`)
    const means = await sandboxMeans(config, paths, isRoot, folder, notes)
    const images = isRoot ? await tryImage(means, config, folder) : 'only root can mount one'
    if (images !== null) notes.push(`No volumes of their own (${images}): storage is looked at every few seconds instead.`)
    return reportOf(config, paths, { means, tree: typeof tree === 'string' ? null : tree, hasImages: images === null }, notes)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function trial(config: ProcessDriverConfig, means: Means, folder: string, argv: string[], volume: Launch['volume'] = { folder }): Promise<{ code: number; output: string }> {
  const uid = means.isRoot ? (firstUid(config)) : null
  const shown = [...shownNode(process.execPath), { source: join(houseModelOf(config), 'server'), inside: '/opt/engine/server' }]
  const launch: Launch = { means, uid, shown, volume, entrances: [], limits: { fileBytes: 64 * MIB, dataBytes: null, processes: 64 }, argv: () => argv, files: null }
  const run = () => runCommand('/bin/sh', ['-c', launchScript(launch)], { timeoutMs: TRIAL_MS })
  const first = await run()
  // Once more: a machine that was busy for a moment is no weaker one.
  return first.code === 0 ? first : run()
}

async function sandboxMeans(config: ProcessDriverConfig, paths: Paths, isRoot: boolean, folder: string, notes: string[]): Promise<Means> {
  const bare: Means = { isRoot, hasSandbox: false, seccomp: undefined, limitsProcesses: false }
  // The one line of the network's table that is not its head: no interface but the loop.
  const look = ['/bin/sh', '-c', 'test -r /opt/engine/server/main.mjs || { echo "the model server is not readable for other users"; exit 3; }; test "$(grep -c : /proc/net/dev)" = 1 || exit 4']
  const plain = { ...bare, hasSandbox: true }
  const sandbox = await trial(config, plain, folder, look)
  if (sandbox.code !== 0) {
    notes.push(sandbox.code === 127 || /bwrap.*(not found|No such file)/.test(sandbox.output) ? 'No sandbox: install bubblewrap.' : `No sandbox: bubblewrap ended with ${sandbox.code}: ${sandbox.output.slice(0, 200)}`)
    return bare
  }
  const seccomp = await trySeccomp(config, paths, plain, folder, notes)
  const limited = { ...plain, seccomp, limitsProcesses: true }
  if (isRoot) return { ...plain, seccomp }
  // Eight at once within a limit of four must fail.
  const many = await trial(config, { ...limited, limitsProcesses: false }, folder, ['prlimit', '--nproc=4', '/bin/sh', '-c', 'for i in 1 2 3 4 5 6 7 8; do sleep 0.2 & done; wait'])
  return { ...limited, limitsProcesses: many.code !== 0 }
}

async function trySeccomp(config: ProcessDriverConfig, paths: Paths, means: Means, folder: string, notes: string[]): Promise<string | undefined> {
  if (!isFilteredArch(process.arch)) {
    notes.push(`No filter of system calls for ${process.arch}.`)
    return undefined
  }
  await writeFilter(paths, seccompFilter(process.arch))
  const tried = await trial(config, { ...means, seccomp: paths.seccomp }, folder, ['/bin/sh', '-c', 'grep -q "^Seccomp:.*2" /proc/self/status && ! unshare --user true'])
  if (tried.code === 0) return paths.seccomp
  notes.push(`No filter of system calls: ${tried.output.slice(0, 200)}`)
  return undefined
}

/** Never seen half written: an instance may be starting with it. */
async function writeFilter({ seccomp }: Paths, filter: Buffer): Promise<void> {
  const next = `${seccomp}.${Math.random().toString(36).slice(2)}`
  await writeFile(next, filter, { mode: 0o644 })
  await rename(next, seccomp)
}

/** null when a file can be made a volume of its own. */
async function tryImage(means: Means, config: ProcessDriverConfig, folder: string): Promise<string | null> {
  const image = join(folder, 'volume.img')
  try {
    await prepareImage(image, { bytes: 4 * MIB, uid: firstUid(config), gid: firstUid(config) })
    const tried = await trial(config, means, folder, ['/bin/sh', '-c', means.hasSandbox ? 'touch /data/x' : 'true'], { image })
    await imageIsFree(image)
    return tried.code === 0 ? null : tried.output.slice(0, 200)
  } catch (error) {
    return (error as Error).message.slice(0, 200)
  }
}

async function reportOf(config: ProcessDriverConfig, paths: Paths, found: Omit<Machine, 'report'>, notes: string[]): Promise<Machine> {
  const { means, tree, hasImages } = found
  const enforced: Enforced = {
    memory: tree ? 'enforced' : 'watched',
    cpu: tree ? 'enforced' : 'none',
    pids: tree || means.limitsProcesses ? 'enforced' : 'none',
    storage: hasImages ? 'enforced' : 'watched',
    network: means.hasSandbox ? 'enforced' : 'none',
    files: means.hasSandbox ? 'enforced' : 'none',
    syscalls: means.seccomp === undefined ? 'none' : 'enforced',
  }
  const { bavail, bsize } = await statfs(paths.home)
  const report: HostReport = {
    driver: 'process', host: hostname(), isolation: levelOf(enforced), enforced, notes,
    capacity: { memoryBytes: Math.floor((await memoryHere()) * (1 - KEPT_MEMORY_SHARE)), cpuMillis: availableParallelism() * 1000, storageBytes: bavail * bsize + (await usedByInstances(paths)) },
  }
  return { ...found, report }
}

/** Strong: the kernel holds every limit. Partial: at least nothing of others and no network is within reach. */
export function levelOf(enforced: Enforced): IsolationLevel {
  if (Object.values(enforced).every((how) => how === 'enforced')) return 'strong'
  return enforced.network === 'enforced' && enforced.files === 'enforced' ? 'partial' : 'process-only'
}

/** The machine's, or less where this process is in a container with less. */
async function memoryHere(): Promise<number> {
  const limits = await Promise.all(['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'].map((path) => readFile(path, 'utf8').then(Number, () => NaN)))
  return Math.min(totalmem(), ...limits.filter((limit) => limit > 0))
}

async function usedByInstances({ home }: Paths): Promise<number> {
  return (await folderBytes(home)) ?? 0
}
