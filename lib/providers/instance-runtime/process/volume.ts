import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, open, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { RuntimeError } from '../types'
import { until } from './processes'
import { runCommand } from '../run-command'
import { exists } from './state'

/** The smallest image that the file system can be made in. */
const SMALLEST_BYTES = 4 << 20

async function must(program: string, args: string[], accepted = [0]): Promise<void> {
  const { code, output } = await runCommand(program, args)
  if (!accepted.includes(code)) throw new RuntimeError('failed', `${program} ended with ${code}: ${output.slice(-500)}`)
}

/** Makes the file that is mounted as an instance's volume, or lets it grow; its size is the limit that the kernel keeps. Not while it is mounted. */
export async function makeImage(path: string, bytes: number, uid: number): Promise<void> {
  const wanted = Math.max(SMALLEST_BYTES, bytes)
  if (!(await exists(path))) {
    const draft = `${path}.draft`
    await rm(draft, { force: true })
    await resizeFile(draft, wanted)
    await must('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', '-m', '0', '-E', `root_owner=${uid}:${uid}`, draft])
    await must('mv', ['-T', draft, path])
    return
  }
  if ((await stat(path)).size >= wanted) return
  // 1: errors were mended.
  await must('e2fsck', ['-f', '-y', path], [0, 1])
  await resizeFile(path, wanted)
  await must('resize2fs', [path])
}

async function resizeFile(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'a', 0o600)
  await file.truncate(bytes).finally(() => file.close())
}

/** What was cut off in the middle of a write is put right before it is used again. */
export async function mendImage(path: string): Promise<void> {
  await must('e2fsck', ['-p', path], [0, 1])
}

/** The loop devices that show this file. */
export function loopDevices(path: string): string[] {
  return readdirSync('/sys/block').filter((name) => name.startsWith('loop')).filter((name) => {
    try {
      return readFileSync(join('/sys/block', name, 'loop', 'backing_file'), 'utf8').trimEnd() === path
    } catch {
      return false
    }
  })
}

/** An image that two devices show is destroyed: resolves once the last run's mount is gone. */
export async function imageIsFree(path: string): Promise<void> {
  if (await until(() => loopDevices(path).length === 0, 10_000)) return
  for (const name of loopDevices(path)) await runCommand('losetup', ['-d', `/dev/${name}`])
  if (!(await until(() => loopDevices(path).length === 0, 5000))) throw new RuntimeError('failed', `${path} is still mounted`)
}

export async function makeFolderVolume(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

/** What is used of a mounted file system. */
export async function mountedBytes(path: string): Promise<{ used: number; free: number } | undefined> {
  const found = await statfs(path).catch(() => undefined)
  return found && { used: (found.blocks - found.bfree) * found.bsize, free: found.bavail * found.bsize }
}
