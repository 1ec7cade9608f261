import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { conformance } from '@/lib/testing/instances/conformance'
import { pathsOf } from './config'
import { processDriver } from './driver'
import { allPids, hasEnvironment, isLive } from './processes'
import { loopDevices } from './volume'

const isRoot = process.getuid?.() === 0
const dataDir = mkdtempSync(join(tmpdir(), 'matrix-instances-'))
chmodSync(dataDir, 0o755)
const installation = `test${process.pid}`
const paths = pathsOf({ dataDir, installation })
const houseModels = { house: join(process.cwd(), 'house-model'), hostile: join(process.cwd(), 'lib', 'testing', 'hostile-engine') }

function groupsOf(id: string): string[] {
  const top = '/sys/fs/cgroup'
  const found = readdirSync(top).map((name) => join(top, name, `matrix-${installation}`, id))
  return [...found, join(top, `matrix-${installation}`, id)].filter((path) => existsSync(path))
}

async function leftovers(id: string): Promise<string[]> {
  const processes = allPids().filter((pid) => isLive(pid) && hasEnvironment(pid, `MATRIX_INSTANCE=${installation}/${id}`)).map((pid) => `process ${pid}`)
  const files = [paths.folder(id), paths.socketFolder(id), paths.lock(id)].filter((path) => existsSync(path))
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter((line) => line.includes(`/${id}/`))
  const marks = existsSync(paths.uids) ? readdirSync(paths.uids).filter((name) => readlinkSync(join(paths.uids, name)) === id) : []
  return [...processes, ...files, ...mounts, ...marks, ...groupsOf(id), ...loopDevices(paths.image(id))]
}

/** Set by the run in which bubblewrap does not work. */
const hasSandbox = process.env.INSTANCES_WITHOUT !== 'sandbox'
const name = `process as ${isRoot ? 'root' : 'an ordinary user'}${hasSandbox ? '' : ' without bubblewrap'}`
const needsCgroup = 'only root, or a service that was given a part of the cgroups, can limit it'
const needsSandbox = 'needs bubblewrap'

conformance(name, {
  driver: async (workload) => processDriver({ installation, dataDir, houseModel: houseModels[workload] }),
  leftovers,
  cannot: {
    ...(isRoot ? {} : { cpu: needsCgroup }),
    ...(hasSandbox ? {} : { network: needsSandbox, files: needsSandbox, syscalls: needsSandbox, ...(isRoot ? {} : { pids: needsCgroup }) }),
  },
  foreignPaths: (id) => [paths.socket(id), join(paths.volume(id), 'secret.txt'), paths.image(id), paths.state(id), paths.log(id)],
  volumeInside: hasSandbox ? '/data' : '.',
})

afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
