import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../run-command'
import { RuntimeError } from '../types'
import { until } from './processes'

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
