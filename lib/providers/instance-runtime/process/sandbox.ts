import { dirname } from 'node:path'
import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import { inside } from '../engine-launch'

/** What of this machine can be used to keep a program apart. */
export type Means = {
  isRoot: boolean
  hasSandbox: boolean
  /** The filter's file, where the machine takes one. */
  seccomp: string | undefined
  /** Whether the number of processes in a sandbox can be limited without a cgroup. */
  limitsProcesses: boolean
}

/** A folder or file of the machine that the program is to see. */
export type Shown = { source: string; inside: string; isWritable?: boolean; isFile?: boolean }

export type Launch = {
  means: Means
  uid: number | null
  shown: Shown[]
  /** An image to be mounted as its volume, or a folder. */
  volume: { image: string } | { folder: string }
  /** Files of its cgroup that a process is moved in by. */
  entrances: string[]
  limits: { fileBytes: number; dataBytes: number | null; processes: number }
  /** The program, given where it finds each thing shown. */
  argv: (place: (inside: string) => string) => string[]
  /** Where the shell writes, and what it must read to go on; null for a trial. */
  files: { main: string; info: string; exit: string; turn: { path: string; name: string } } | null
}

export const VOLUME_INSIDE = inside.data
const TMP_BYTES = 64 << 20
const OPEN_FILES = 4096
/** The kernel takes these first when the whole machine has no memory left. */
const OOM_SCORE = 600

export const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
const command = (words: string[]): string => words.map(quote).join(' ')

/** A folder that a private tmpfs can be laid over for a moment without hiding what is needed. */
function stageOf({ means, shown, volume }: Launch): string | null {
  if (!means.isRoot) return null
  const sources = [...shown.map(({ source }) => source), 'image' in volume ? volume.image : volume.folder]
  const found = ['/mnt', '/media', '/srv', '/opt', '/var/tmp'].find((folder) => existsSync(folder) && !sources.some((source) => source === folder || source.startsWith(`${folder}/`)))
  if (found === undefined) throw new Error('there is no folder to show an instance its files in')
  return found
}

/** Where a process that is not in a sandbox, or not in it yet, finds what is shown. */
function stagedAt({ shown, volume }: Launch, stage: string | null): (inside: string) => string {
  if (stage !== null) return (inside) => stage + inside
  const real = new Map(shown.map(({ source, inside }) => [inside, source]))
  if ('folder' in volume) real.set(VOLUME_INSIDE, volume.folder)
  return (inside) => [...real].map(([from, to]) => (inside === from || inside.startsWith(`${from}/`) ? to + inside.slice(from.length) : '')).find(Boolean) ?? inside
}

/** Where the program itself finds what is shown. */
export const placesOf = (launch: Launch): ((inside: string) => string) => (launch.means.hasSandbox ? (inside) => inside : stagedAt(launch, stageOf(launch)))

/**
 * The shell script that starts one program. It stays until the end and writes the exit code down, so that whoever comes later can
 * read it. As root it first makes a mount namespace of its own: the volume is mounted nowhere else and is gone with the last process,
 * and folders that only root may pass are shown without opening them to others.
 *
 * A start may be cut off anywhere and go on when another has long taken its place, even between the fork and the first line of this. So
 * it asks whether it is its turn: at first, before it touches the volume, and, last, where its group holds it. Whoever takes the turn
 * away and then ends what is in the group, or carries the mark, has ended every start of before.
 */
export function launchScript(launch: Launch): string {
  const { means, files } = launch
  const stage = stageOf(launch)
  const asks = files === null ? [] : [`[ "$(cat ${quote(files.turn.path)} 2>/dev/null)" = ${quote(files.turn.name)} ] || exit 0`]
  const inner = [
    'set -e',
    'umask 022',
    ...asks,
    ...(stage === null ? [] : staging(launch, stage)),
    ...launch.entrances.map((path) => `echo $$ > ${quote(path)}`),
    ...asks,
    `echo ${OOM_SCORE} > /proc/self/oom_score_adj 2>/dev/null || :`,
    ...rlimits(launch),
    ...(files === null ? [] : [`echo $$ > ${quote(files.main)}`]),
    ...(means.hasSandbox ? [] : [`cd ${quote(placesOf(launch)(VOLUME_INSIDE))}`]),
    ...(means.hasSandbox && files !== null ? [`exec 3> ${quote(files.info)}`] : []),
    ...(means.hasSandbox && means.seccomp !== undefined ? [`exec 9< ${quote(means.seccomp)}`] : []),
    `exec ${command(program(launch, stage))}`,
  ].join('\n')
  const run = stage === null ? ['/bin/sh', '-c', inner] : ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', inner]
  if (files === null) return `exec ${command(run)}`
  // Waits for it as a child; a signal to this shell is none to the program.
  return [...asks, `umask 027`, command(run), 'code=$?', `echo "$code" > ${quote(`${files.exit}.next`)}`, `mv -T ${quote(`${files.exit}.next`)} ${quote(files.exit)}`].join('\n')
}

function staging({ shown, volume }: Launch, stage: string): string[] {
  const lines = [`mount -t tmpfs -o size=1m,mode=755 matrix ${quote(stage)}`]
  for (const { source, inside, isFile } of shown) {
    const at = quote(stage + inside)
    lines.push(isFile ? `mkdir -p ${quote(dirname(stage + inside))} && : > ${at}` : `mkdir -p ${at}`, `mount --bind ${quote(source)} ${at}`)
  }
  const at = quote(stage + VOLUME_INSIDE)
  lines.push(`mkdir -p ${at}`)
  lines.push('image' in volume ? `mount -t ext4 -o loop,nosuid,nodev,noexec ${quote(volume.image)} ${at}` : `mount --bind ${quote(volume.folder)} ${at}`)
  return lines
}

function rlimits({ limits }: Launch): string[] {
  const lines = ['ulimit -c 0', `ulimit -n ${OPEN_FILES} 2>/dev/null || :`, `ulimit -f ${Math.ceil(limits.fileBytes / 512)}`]
  return limits.dataBytes === null ? lines : [...lines, `ulimit -d ${Math.ceil(limits.dataBytes / 1024)}`]
}

function program(launch: Launch, stage: string | null): string[] {
  const { means, uid, shown } = launch
  const staged = stagedAt(launch, stage)
  const drop = uid === null ? ['setpriv', '--no-new-privs'] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all']
  if (!means.hasSandbox) return [...drop, ...launch.argv(placesOf(launch))]
  const binds = [...shown, { inside: VOLUME_INSIDE, isWritable: true }].flatMap(({ inside, isWritable }) => [isWritable ? '--bind' : '--ro-bind', staged(inside), inside])
  return [
    ...drop, 'bwrap', '--unshare-all', '--new-session', '--as-pid-1', '--hostname', 'instance', ...systemFolders(),
    '--proc', '/proc', '--dev', '/dev', '--size', String(TMP_BYTES), '--tmpfs', '/tmp', '--size', String(TMP_BYTES), '--tmpfs', '/dev/shm', ...binds,
    '--remount-ro', '/dev', '--remount-ro', '/', '--chdir', VOLUME_INSIDE,
    ...(launch.files === null ? [] : ['--info-fd', '3']), ...(means.seccomp === undefined ? [] : ['--seccomp', '9']), '--',
    ...(means.limitsProcesses && launch.entrances.length === 0 ? ['prlimit', `--nproc=${launch.limits.processes}`] : []),
    ...launch.argv(placesOf(launch)),
  ]
}

/** Programs and libraries of the machine, read only. */
function systemFolders(): string[] {
  const words = ['--ro-bind', '/usr', '/usr', '--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache', '--ro-bind-try', '/etc/alternatives', '/etc/alternatives']
  for (const name of ['bin', 'sbin', 'lib', 'lib64', 'lib32']) {
    const found = lstatSync(`/${name}`, { throwIfNoEntry: false })
    if (found?.isSymbolicLink()) words.push('--symlink', readlinkSync(`/${name}`), `/${name}`)
    else if (found) words.push('--ro-bind', `/${name}`, `/${name}`)
  }
  return words
}

export const NODE_INSIDE = '/opt/node/bin/node'

/** Node itself, where the sandbox's /usr does not bring it: that one file, since what lies around it may be somebody's home. */
export function shownNode(path: string): Shown[] {
  return path.startsWith('/usr/') ? [] : [{ source: path, inside: NODE_INSIDE, isFile: true }]
}
