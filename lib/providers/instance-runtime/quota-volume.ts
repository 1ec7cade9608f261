import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { isImageReady, prepareImage, removeImage } from './ext4-image'
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
    if (!(await isImageReady(image, wish.bytes))) await closeVolume(folder)
    if (!(await isMounted(path))) {
      await prepareImage(image, wish)
      await run('mount', ['-o', `loop,nosuid,nodev${wish.mayExecute ? '' : ',noexec'}`, image, path])
    }
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
  await removeImage(imageOf(folder))
}

/** Bytes in use; null while that is not known. */
export async function usageOf(folder: string): Promise<number | null> {
  const path = filesOf(folder)
  if (await isMounted(path)) {
    const { blocks, bfree, bsize } = await statfs(path)
    return (blocks - bfree) * bsize
  }
  return folderBytes(path)
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
