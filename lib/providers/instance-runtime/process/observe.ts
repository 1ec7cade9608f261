import { readdir } from 'node:fs/promises'
import type { Observed } from '../types'
import { endOf, lastWords, writtenCode, type End } from './exits'
import { whereRoom } from './full-disk'
import type { Here } from './here'
import { lockedIfFree, readJson, writeJson, type Run, type State } from './state'

/** The instances of this installation that anything is left of. */
export async function installedIds({ config, paths }: Here): Promise<string[]> {
  const names = await readdir(paths.home).catch(() => [])
  return names.filter((name) => !name.startsWith('.') && readJson<State>(paths.state(name))?.installation === config.installation)
}

/** How the last run ended; null while it goes on or when there was none. */
function endOfRun({ paths, machine, members }: Here, id: string): End | null {
  const run = readJson<Run>(paths.run(id))
  if (!run) return null
  if (run.end) return run.end
  const those = members(id)
  if (those.isLive() || those.isSupervised()) return null
  return endOf({ run, code: writtenCode(paths, id), oomKills: machine.tree?.group(id).oomKills() ?? 0, lastWords: lastWords(paths.log(id)) })
}

/** Keeps how it ended, so that a restart of the machine does not forget it. Only with the instance's lock. */
export async function keepEnd(here: Here, id: string): Promise<void> {
  const end = endOfRun(here, id)
  const run = readJson<Run>(here.paths.run(id))
  if (end && run && !run.end) whereRoom(() => writeJson(here.paths.run(id), { ...run, end }))
}

export async function observeInstance(here: Here, id: string): Promise<Observed> {
  const { config, paths, machine, members } = here
  const state = readJson<State>(paths.state(id))
  const nothing: Observed = { id, phase: 'absent', generation: null, endpoint: null, startedAt: null, exit: null, isolation: machine.report.isolation }
  if (!state || state.installation !== config.installation || state.isKept) return nothing
  const run = readJson<Run>(paths.run(id))
  if (!run) return { ...nothing, phase: 'stopped' }
  const known = { ...nothing, generation: run.generation, startedAt: new Date(run.startedAt), isolation: run.isolation }
  const those = members(id)
  if (those.engine().length > 0) {
    return { ...known, phase: 'running', endpoint: { kind: 'unix', socketPath: paths.socket(id) } }
  }
  if (those.isSupervised()) return { ...known, phase: 'starting' }
  const exit = endOfRun(here, id)
  if (!run.end) await lockedIfFree(paths.lock(id), () => keepEnd(here, id))
  const message = lastWords(paths.log(id)).trim().split('\n').slice(-3).join('\n')
  return { ...known, phase: run.isStopAsked ? 'stopped' : 'exited', exit, ...(message === '' ? {} : { message }) }
}
