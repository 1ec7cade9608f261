import { mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { RuntimeError } from '../types'
import { defaultUids } from './config'

/**
 * Users' numbers of instances, one each, given until everything of the instance is gone. A number is a link named after it that
 * points to the instance: making it either succeeds or finds it taken, with nothing in between.
 */
export class Uids {
  constructor(private readonly folder: string, private readonly range = defaultUids) {}

  private async taken(): Promise<Map<number, string>> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 })
    const names = await readdir(this.folder)
    const pairs = await Promise.all(names.map(async (name) => [Number(name), await readlink(join(this.folder, name)).catch(() => '')] as const))
    return new Map(pairs)
  }

  async of(id: string): Promise<number> {
    const taken = await this.taken()
    for (const [uid, owner] of taken) if (owner === id) return uid
    for (let uid = this.range.first; uid < this.range.first + this.range.count; uid++) {
      if (taken.has(uid)) continue
      try {
        await symlink(id, join(this.folder, String(uid)))
        return uid
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
    throw new RuntimeError('capacity', 'every user number for instances is taken')
  }

  async release(id: string): Promise<void> {
    for (const [uid, owner] of await this.taken()) if (owner === id) await rm(join(this.folder, String(uid)), { force: true })
  }
}
