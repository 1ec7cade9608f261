import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { RuntimeError, type InstanceSpec } from '../types'
import { SOCKETS_INSIDE, type Engine } from './engines'
import { lastWords } from './exits'
import type { Here } from './here'
import { MARK, markOf } from './members'
import { levelOf } from './machine'
import { bootId, identify, until } from './processes'
import { readableByReaders } from './provision'
import { launchScript, placesOf, VOLUME_INSIDE, type Launch } from './sandbox'
import { exists, writeJson, type Run, type State } from './state'

const MIB = 1 << 20
/** One file, the log among them, grows no further than this, or than the whole volume. */
const SMALLEST_FILE_LIMIT = 64 * MIB
/** Stacks of threads and the like, which are set aside but hardly used, count against a limit on data. */
const UNUSED_DATA_BYTES = 256 * MIB
const BEGIN_MS = 15_000

/** Starts the engine in its sandbox and returns once it is in there; that it answers is for others to wait for. */
export async function launch(here: Here, spec: InstanceSpec, state: State, engine: Engine): Promise<void> {
  const { config, paths, machine, members } = here
  const { id, resources } = spec
  const group = machine.tree?.group(id)
  await group?.remove()
  await group?.make(resources)
  for (const path of [paths.run(id), paths.exit(id), paths.main(id), paths.info(id)]) await rm(path, { force: true })
  const turn = { path: paths.turn(id), name: randomUUID() }
  writeFileSync(turn.path, turn.name)
  const isImage = await exists(paths.image(id))
  const run: Run = {
    generation: spec.generation, bootId: bootId(), startedAt: new Date().toISOString(), isolation: isImage ? machine.report.isolation : levelOf({ ...machine.report.enforced, storage: 'watched' }), supervisor: null, isStopAsked: false, verdict: null,
    memoryBytes: resources.memoryBytes, storageBytes: resources.storageBytes, end: null,
  }
  const plan: Launch = {
    means: machine.means, uid: state.uid,
    shown: [{ source: paths.socketFolder(id), inside: SOCKETS_INSIDE, isWritable: true }, ...engine.shown],
    volume: isImage ? { image: paths.image(id) } : { folder: paths.volume(id) },
    entrances: group?.entrances ?? [],
    limits: { fileBytes: Math.max(SMALLEST_FILE_LIMIT, resources.storageBytes), dataBytes: group ? null : resources.memoryBytes + UNUSED_DATA_BYTES, processes: resources.pids },
    argv: engine.argv, files: { main: paths.main(id), info: paths.info(id), exit: paths.exit(id), turn },
  }
  const child = await spawnShell(here, id, launchScript(plan), { HOME: placesOf(plan)(VOLUME_INSIDE), ...engine.env(placesOf(plan)), [MARK]: markOf(config.installation, id) })
  // Written only now: without it whoever looks sees a start cut off, whose processes the mark tells.
  writeJson(paths.run(id), { ...run, supervisor: identify(child) ?? null })
  const begun = await until(async () => members(id).engine().length > 0 || (await exists(paths.exit(id))), BEGIN_MS)
  if (!begun) throw new RuntimeError('failed', `its sandbox did not begin: ${lastWords(paths.log(id)).slice(-500)}`)
}

/** In a session of its own and with its log as a file, so that it outlives this process and never waits for it. */
async function spawnShell(here: Here, id: string, script: string, env: Record<string, string>): Promise<number> {
  const path = here.paths.log(id)
  const log = openSync(path, 'a', 0o640)
  try {
    await chmod(path, 0o640)
    await readableByReaders(here, path)
    const child = spawn('/bin/sh', ['-c', script], {
      cwd: '/', detached: true, stdio: ['ignore', log, log],
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', TMPDIR: '/tmp', NODE_ENV: 'production', ...env },
    })
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    return child.pid ?? 0
  } finally {
    closeSync(log)
  }
}
