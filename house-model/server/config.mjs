/** Reads the server's settings from the environment. */
import { basename, join } from 'node:path'

const WEIGHTS = join(import.meta.dirname, '..', 'weights')

function whole(env, name, fallback, min, max) {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${name} must be a whole number from ${min} to ${max}.`)
  }
  return value
}

/**
 * @typedef {ReturnType<typeof readConfig>} Config
 * @param {NodeJS.ProcessEnv} env
 */
export function readConfig(env) {
  const socket = env.ENGINE_SOCKET || null
  const token = env.ENGINE_TOKEN || null
  if (!socket && !token) throw new Error('ENGINE_TOKEN is required unless ENGINE_SOCKET is set.')
  const house = !env.ENGINE_MODEL_PATH
  const modelPath = env.ENGINE_MODEL_PATH || join(WEIGHTS, 'house-mini.gguf')
  return {
    host: env.ENGINE_HOST || '127.0.0.1',
    port: whole(env, 'ENGINE_PORT', 8081, 0, 65535),
    socket,
    token,
    modelPath,
    modelName: env.ENGINE_MODEL_NAME || (house ? 'house-mini' : basename(modelPath, '.gguf')),
    embeddingsName: 'house-embed',
    weightsFolder: WEIGHTS,
    slots: whole(env, 'ENGINE_SLOTS', 4, 1, 64),
    queue: whole(env, 'ENGINE_QUEUE', 16, 0, 10_000),
    queueWaitMs: whole(env, 'ENGINE_QUEUE_WAIT_MS', 30_000, 1, 600_000),
    threads: whole(env, 'ENGINE_THREADS', 1, 1, 256),
    contextSize: whole(env, 'ENGINE_CONTEXT', 4096, 64, 1_000_000),
    drainMs: whole(env, 'ENGINE_DRAIN_MS', 10_000, 0, 600_000),
  }
}
