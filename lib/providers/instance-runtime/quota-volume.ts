import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { folderBytes } from './folder-bytes'
import { RuntimeError } from './types'

const execute = promisify(execFile)
const COMMAND_MS = 60_000

/** A folder of an instance's own. With a quota it is a file system in an image file of its size; without, a plain folder that is only looked at. */
export type Volume = { /** where it is used */ path: string; isQuota: boolean }
export type VolumeWish = { bytes: number; uid: number; gid: number; /** whether programs in it may be run or loaded */ mayExecute: boolean }

const filesOf = (folder: string): string => join(folder, 'files')
const imageOf = (folder: string): string => join(folder, 'files.img')

let quotaWorks: Promise<boolean> | undefined

/** Whether this machine lets us mount image files: found out once, by doing it. */
export function canQuota(): Promise<boolean> {
  quotaWorks ??= tryQuota()
  return quotaWorks
}

async function tryQuota(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const folder = await mkdtemp(join(tmpdir(), 'quota-'))
  try {
    await openVolume(folder, { bytes: 2 ** 22, uid: 0, gid: 0, mayExecute: false })
    return true
  } catch {
    return false
  } finally {
    await removeVolume(folder).catch(() => undefined)
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

/**
 * Makes the volume below `folder`, grows it to the size asked for (never shrinks it), or mounts it again after a reboot. A volume that
 * is in use is not grown: only while nothing runs in it.
 * @throws RuntimeError
 */
export async function openVolume(folder: string, wish: VolumeWish): Promise<Volume> {
  const image = imageOf(folder)
  const path = filesOf(folder)
  await mkdir(path, { recursive: true, mode: 0o700 })
  try {
    const size = (await stat(image).catch(() => null))?.size ?? 0
    if (size === 0) await make(image, wish)
    else if (size < wish.bytes || await isGrowing(folder)) await grow(folder, Math.max(size, wish.bytes))
    if (!(await isMounted(path))) await run('mount', ['-o', `loop,nosuid,nodev${wish.mayExecute ? '' : ',noexec'}`, image, path])
    return { path, isQuota: true }
  } catch (error) {
    throw new RuntimeError('failed', `the volume below ${folder} cannot be opened: ${messageOf(error)}`, { cause: error })
  }
}

/** A plain folder for a machine without quotas. */
export async function openFolder(folder: string, { uid, gid }: Pick<VolumeWish, 'uid' | 'gid'>): Promise<Volume> {
  const path = filesOf(folder)
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (process.getuid?.() === 0) await chown(path, uid, gid)
  await chmod(path, 0o700)
  return { path, isQuota: false }
}

/** Unmounts it; its files stay. Not mounted is fine. */
export async function closeVolume(folder: string): Promise<void> {
  const path = filesOf(folder)
  // A bind mount of a workload that has just ended may hold it for a moment; lazily, it goes with the last of them.
  if (await isMounted(path)) await run('umount', [path]).catch(() => run('umount', ['-l', path]))
}

/** Removes it and all its files. Not there is fine. */
export async function removeVolume(folder: string): Promise<void> {
  await closeVolume(folder)
  await rm(filesOf(folder), { recursive: true, force: true })
  for (const path of [imageOf(folder), `${imageOf(folder)}.new`, markOf(folder)]) await rm(path, { force: true })
}

/** Bytes in use. */
export async function usageOf(folder: string): Promise<number> {
  const path = filesOf(folder)
  if (await isMounted(path)) {
    const { blocks, bfree, bsize } = await statfs(path)
    return (blocks - bfree) * bsize
  }
  return folderBytes(path)
}

/** The image appears whole or not at all under its name, so an interrupted making is done anew. */
async function make(image: string, { bytes, uid, gid }: VolumeWish): Promise<void> {
  const draft = `${image}.new`
  await resize(draft, bytes)
  await run('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', '-m', '0', '-E', `root_owner=${uid}:${gid},lazy_itable_init=1`, draft])
  await run('mv', ['-f', draft, image])
}

/** Marked while it is under way, so that one that was interrupted is done to its end. */
async function grow(folder: string, bytes: number): Promise<void> {
  await closeVolume(folder)
  const image = imageOf(folder)
  await writeFile(markOf(folder), '')
  await resize(image, bytes)
  // 1: it mended something.
  await run('e2fsck', ['-fy', image]).catch((error: { code?: unknown }) => { if (error.code !== 1) throw error })
  await run('resize2fs', [image])
  await rm(markOf(folder))
}

const markOf = (folder: string): string => join(folder, 'files.growing')
const isGrowing = (folder: string): Promise<boolean> => stat(markOf(folder)).then(() => true, () => false)

async function resize(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'a', 0o600)
  try {
    await file.truncate(bytes)
  } finally {
    await file.close()
  }
}

async function isMounted(path: string): Promise<boolean> {
  const wanted = resolve(path).replaceAll(' ', '\\040')
  const mounts = await readFile('/proc/self/mounts', 'utf8').catch(() => '')
  return mounts.split('\n').some((line) => line.split(' ')[1] === wanted)
}

const run = (program: string, args: string[]) => execute(program, args, { timeout: COMMAND_MS, env: { ...pathOnly, LC_ALL: 'C' } })
/** Root's tools, even where an ordinary path leaves them out. */
const pathOnly = { NODE_ENV: 'production', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } as const

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
