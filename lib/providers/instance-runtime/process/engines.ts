import { existsSync } from 'node:fs'
import { chmod, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inside, launchOf } from '../engine-launch'
import type { InstanceSpec } from '../types'
import { RuntimeError } from '../types'
import { houseModelOf, type ProcessDriverConfig } from './config'
import type { Launch, Shown } from './sandbox'
import { NODE_INSIDE, shownNode } from './sandbox'

export const SOCKETS_INSIDE = '/run/engine'
const ENGINE = '/opt/engine'
const LLAMA = '/opt/llama'

export type Engine = { shown: Shown[]; argv: Launch['argv']; env: (place: (inside: string) => string) => Record<string, string> }

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
  return [{ source: model.path, inside: inside.model, isFile: true }]
}

/** The same words as in a container, with the paths of this place. */
function told(spec: InstanceSpec, place: (inside: string) => string): { args: string[]; env: Record<string, string> } {
  const { args, env, secret } = launchOf(spec, { socketPath: join(place(SOCKETS_INSIDE), 's.sock') })
  const here = (word: string) => (word === inside.model || word === inside.data ? place(word) : word)
  const variables = Object.entries(env).map(([name, value]) => [name, here(value)] as const)
  return { args: args.map(here), env: { ...Object.fromEntries(variables), ...(secret ? { [secret.name]: secret.value } : {}) } }
}

function house(spec: InstanceSpec, config: ProcessDriverConfig, model: Shown[]): Engine {
  const houseModel = houseModelOf(config)
  if (!existsSync(join(houseModel, 'server', 'main.mjs'))) throw new RuntimeError('image', `there is no model server in ${houseModel}`)
  const node = shownNode(process.execPath)
  const program = (place: (inside: string) => string) => (node.length > 0 ? place(NODE_INSIDE) : process.execPath)
  return {
    shown: [...node, ...houseFolders(houseModel), ...model],
    argv: (place) => [program(place), join(place(`${ENGINE}/server`), 'main.mjs'), ...told(spec, place).args],
    env: (place) => told(spec, place).env,
  }
}

/** Its parts one by one: what else lies in the folder (training data, build caches) is not shown. */
function houseFolders(houseModel: string): Shown[] {
  return ['server', 'node_modules', 'weights', 'package.json'].filter((name) => existsSync(join(houseModel, name)))
    .map((name) => ({ source: join(houseModel, name), inside: `${ENGINE}/${name}`, isFile: name === 'package.json' }))
}

async function llama(spec: InstanceSpec, { llamaServer }: ProcessDriverConfig, model: Shown[]): Promise<Engine> {
  if (llamaServer === undefined || !existsSync(llamaServer)) throw new RuntimeError('image', 'no llama-server is configured: set LLAMA_SERVER_PATH')
  if (model.length === 0) throw new RuntimeError('model', 'llama-server needs a GGUF file')
  return {
    shown: [{ source: llamaServer, inside: `${LLAMA}/llama-server`, isFile: true }, ...(await librariesBeside(llamaServer)), ...model],
    argv: (place) => [place(`${LLAMA}/llama-server`), ...told(spec, place).args],
    env: (place) => told(spec, place).env,
  }
}

/** llama.cpp's releases bring their libraries in the program's own folder; what else lies there is not shown. */
async function librariesBeside(program: string): Promise<Shown[]> {
  const folder = dirname(program)
  const names = folder.startsWith('/usr/') ? [] : await readdir(folder)
  return names.filter((name) => /\.so(\.\d+)*$/.test(name)).map((name) => ({ source: join(folder, name), inside: `${LLAMA}/${name}`, isFile: true }))
}
