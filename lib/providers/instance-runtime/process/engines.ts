import { existsSync } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { InstanceSpec } from '../types'
import { RuntimeError } from '../types'
import { houseModelOf, type ProcessDriverConfig } from './config'
import type { Launch, Shown } from './sandbox'
import { shownNode } from './sandbox'

export const SOCKETS_INSIDE = '/run/engine'
const ENGINE = '/opt/engine'
const MODEL = '/opt/model.gguf'
const LLAMA = '/opt/llama-server'
const NODE = '/opt/node'

export type Engine = { shown: Shown[]; argv: Launch['argv']; env: (place: (inside: string) => string) => Record<string, string> }

/** The driver, not the engine, decides how long a stop may take. */
const DRAIN_MS = 600_000
const MIB = 1 << 20

/** How an engine is started here. */
export async function engineFor(spec: InstanceSpec, config: ProcessDriverConfig, isRoot: boolean): Promise<Engine> {
  if (spec.engine === 'vllm' || spec.engine === 'ollama') throw new RuntimeError('image', `${spec.engine} runs in an image: it needs the docker or kubernetes driver`)
  const model = await shownModel(spec, isRoot)
  return spec.engine === 'house' ? house(spec, config, model) : llama(spec, config, model)
}

async function shownModel({ model }: InstanceSpec, isRoot: boolean): Promise<Shown[]> {
  if (model.path === undefined) return []
  const found = await stat(model.path).catch(() => undefined)
  if (!found?.isFile()) throw new RuntimeError('model', `there is no file ${model.path}`)
  if (isRoot && (found.mode & 0o004) === 0) {
    // An upload lies in a folder that nobody else may pass; an operator's own file is theirs to open.
    if (!model.isUpload) throw new RuntimeError('model', `${model.path} is not readable for instances: chmod o+r`)
    await chmod(model.path, found.mode | 0o004)
  }
  return [{ source: model.path, inside: MODEL, isFile: true }]
}

const threads = (spec: InstanceSpec): number => Math.max(1, Math.round(spec.resources.cpuMillis / 1000))

function house(spec: InstanceSpec, config: ProcessDriverConfig, model: Shown[]): Engine {
  const houseModel = houseModelOf(config)
  if (!existsSync(join(houseModel, 'server', 'main.mjs'))) throw new RuntimeError('image', `there is no model server in ${houseModel}`)
  const node = shownNode(process.execPath)
  const heap = Math.max(64, Math.floor(spec.resources.memoryBytes / MIB / 2))
  const program = (place: (inside: string) => string) => (node.length > 0 ? join(place(NODE), 'bin', basename(process.execPath)) : process.execPath)
  return {
    shown: [...node, ...houseFolders(houseModel), ...model],
    argv: (place) => [program(place), `--max-old-space-size=${heap}`, join(place(`${ENGINE}/server`), 'main.mjs')],
    env: (place) => ({
      ENGINE_SOCKET: join(place(SOCKETS_INSIDE), 's.sock'), ENGINE_TOKEN: spec.secret, ENGINE_MODEL_NAME: spec.model.name, ENGINE_SLOTS: String(spec.slots),
      ENGINE_CONTEXT: String(spec.contextTokens), ENGINE_THREADS: String(threads(spec)), ENGINE_DRAIN_MS: String(DRAIN_MS), ...(model.length > 0 ? { ENGINE_MODEL_PATH: place(MODEL) } : {}),
    }),
  }
}

/** Its parts one by one: what else lies in the folder (training data, build caches) is not shown. */
function houseFolders(houseModel: string): Shown[] {
  return ['server', 'node_modules', 'weights', 'package.json'].filter((name) => existsSync(join(houseModel, name)))
    .map((name) => ({ source: join(houseModel, name), inside: `${ENGINE}/${name}`, isFile: name === 'package.json' }))
}

function llama(spec: InstanceSpec, { llamaServer }: ProcessDriverConfig, model: Shown[]): Engine {
  if (llamaServer === undefined || !existsSync(llamaServer)) throw new RuntimeError('image', 'no llama-server is configured: set LLAMA_SERVER_PATH')
  if (model.length === 0) throw new RuntimeError('model', 'llama-server needs a GGUF file')
  return {
    shown: [{ source: llamaServer, inside: LLAMA, isFile: true }, ...model],
    argv: (place) => [
      place(LLAMA), '--host', join(place(SOCKETS_INSIDE), 's.sock'), '--model', place(MODEL), '--alias', spec.model.name, '--parallel', String(spec.slots),
      '--ctx-size', String(spec.slots * spec.contextTokens), '--threads', String(threads(spec)), '--metrics',
    ],
    env: () => ({ LLAMA_API_KEY: spec.secret }),
  }
}
