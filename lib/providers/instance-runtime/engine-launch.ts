import { basename } from 'node:path'
import { RuntimeError, type Engine, type InstanceSpec } from './types'

/** Where an engine's server listens: a socket where the place lets it, else a port. */
export type Listen = { socketPath: string } | { port: number }

/** How an engine is started inside a container: its image's own entry point with these arguments. */
export type Launch = {
  args: string[]
  env: Record<string, string>
  /** The variable that its bearer token goes into; kept apart so that it is stored as a secret. */
  secret: { name: string; value: string } | null
  /** Whether a relay beside it listens in its stead (and asks for the token): it knows neither sockets, nor tokens, nor /health. */
  relay: Record<string, string> | null
}

/** Where things lie inside a container. */
export const inside = { data: '/data', models: '/models', model: '/model.gguf', socketFolder: '/run/instance', port: 8080, relay: '/opt/model-server/server/relay.mjs', node: '/usr/bin/node' } as const

/** Engines that compile for their graphics card and load what they compiled. */
export const loadsOwnCode = (engine: Engine): boolean => engine === 'vllm' || engine === 'ollama'

/** The socket's name: llama-server takes a host for a socket by its ending. */
export const socketNameOf = (engine: Engine): string => (engine === 'llama-server' ? 'e.sock' : 's')

/** The code that the house's server exits with when its file is no model; the same as in house-model/server/main.mjs. */
export const unreadableModelExit = 65

const MIB = 2 ** 20
const OLLAMA_PORT = 11_434

/** @throws RuntimeError when the engine has no model it could open */
export function launchOf(spec: InstanceSpec, listen: Listen): Launch {
  return { house, 'llama-server': llamaServer, vllm, ollama }[spec.engine](spec, listen)
}

const threadsOf = ({ resources }: InstanceSpec): string => String(Math.max(1, Math.ceil(resources.cpuMillis / 1000)))

function house(spec: InstanceSpec, listen: Listen): Launch {
  const { model, secret, slots, contextTokens } = spec
  const env = {
    ...('socketPath' in listen ? { ENGINE_SOCKET: listen.socketPath } : { ENGINE_HOST: '0.0.0.0', ENGINE_PORT: String(listen.port) }),
    ...(model.path === undefined ? {} : { ENGINE_MODEL_PATH: inside.model }),
    ENGINE_MODEL_NAME: model.name, ENGINE_SLOTS: String(slots), ENGINE_CONTEXT: String(contextTokens), ENGINE_THREADS: threadsOf(spec),
    // Whoever stops it decides how long it may drain; node's own heap leaves room for the model.
    ENGINE_DRAIN_MS: '600000', NODE_OPTIONS: `--max-old-space-size=${Math.max(64, Math.floor(spec.resources.memoryBytes / MIB / 2))}`,
  }
  return { args: [], env, secret: { name: 'ENGINE_TOKEN', value: secret }, relay: null }
}

function llamaServer(spec: InstanceSpec, listen: Listen): Launch {
  const { model, secret, slots, contextTokens } = spec
  if (model.path === undefined) throw new RuntimeError('model', 'llama-server opens a GGUF file, and the model has none')
  const where = 'socketPath' in listen ? ['--host', listen.socketPath] : ['--host', '0.0.0.0', '--port', String(listen.port)]
  // It shares its context out among the slots.
  const sizes = ['--ctx-size', String(contextTokens * slots), '--parallel', String(slots), '--threads', threadsOf(spec)]
  const args = [...where, '--model', inside.model, '--alias', model.name, ...sizes, '--metrics']
  return { args, env: { HOME: inside.data }, secret: { name: 'LLAMA_API_KEY', value: secret }, relay: null }
}

function vllm(spec: InstanceSpec, listen: Listen): Launch {
  const { model, secret, slots, contextTokens } = spec
  const where = 'socketPath' in listen ? ['--uds', listen.socketPath] : ['--host', '0.0.0.0', '--port', String(listen.port)]
  const args = ['--model', foreignModel(spec), '--served-model-name', model.name, '--max-model-len', String(contextTokens), '--max-num-seqs', String(slots), ...where]
  const env = { HOME: inside.data, HF_HOME: inside.models, HF_HUB_OFFLINE: '1', VLLM_NO_USAGE_STATS: '1', VLLM_CACHE_ROOT: `${inside.data}/vllm` }
  return { args, env, secret: { name: 'VLLM_API_KEY', value: secret }, relay: null }
}

function ollama(spec: InstanceSpec, listen: Listen): Launch {
  const { model, secret, slots, contextTokens } = spec
  const env = {
    HOME: inside.data, OLLAMA_HOST: `127.0.0.1:${OLLAMA_PORT}`, OLLAMA_MODELS: inside.models, OLLAMA_NUM_PARALLEL: String(slots),
    OLLAMA_CONTEXT_LENGTH: String(contextTokens), OLLAMA_KEEP_ALIVE: '-1', OLLAMA_NOPRUNE: '1',
  }
  const relay = {
    RELAY_TARGET: `http://127.0.0.1:${OLLAMA_PORT}`, RELAY_MODEL_NAME: model.name, RELAY_MODEL_REF: foreignModel(spec),
    ...('socketPath' in listen ? { RELAY_SOCKET: listen.socketPath } : { RELAY_PORT: String(listen.port) }),
  }
  return { args: ['serve'], env, secret: { name: 'RELAY_TOKEN', value: secret }, relay }
}

/** What the engine itself calls the model. */
function foreignModel({ engine, model }: InstanceSpec): string {
  if (model.ref !== undefined) return model.ref
  throw new RuntimeError('model', `${engine} opens a model by its own name, and ${model.path === undefined ? 'it has none' : `${basename(model.path)} is a file`}`)
}
