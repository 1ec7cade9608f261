import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { quietly } from './install.mjs'
import { processInfo } from './process-info.mjs'

const TRIES = 50

/** Removes what runs were killed in the middle of left below `home`, where each has a folder named after its process. */
export async function removeDeadClusters(home) {
  const names = existsSync(home) ? readdirSync(home) : []
  for (const name of names.filter((one) => processInfo(Number(one)) === null)) await removeCluster(join(home, name))
}

/** Ends every program that was told of this folder, and what those started; then removes it with what is mounted in it. */
export async function removeCluster(folder) {
  for (let tries = 0; tries < TRIES && existsSync(folder); tries += 1) {
    if (tries > 0) await sleep(200)
    for (const pid of programsOf(folder)) endNow(pid)
    await quietly('sh', ['-c', `grep -o ' ${folder}/[^ ]*' /proc/self/mounts | sort -r | xargs -r -n1 umount -l`])
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // A process that has not ended yet still uses it.
    }
  }
}

/** Pods' programs know nothing of the folder; those that started them do. */
function programsOf(folder) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => ({ pid: Number(name), parent: parentOf(name), isTold: isTold(name, `${folder}/`) }))
  const found = new Set(all.filter(({ pid, isTold: is }) => is && pid !== process.pid).map(({ pid }) => pid))
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  return found
}

const read = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const isTold = (pid, text) => read(`/proc/${pid}/cmdline`).includes(text)
const parentOf = (pid) => Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)

function endNow(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
