import { join } from 'node:path'
import type { Env } from '@/lib/env'
import type { Engine } from './types'

type Settings = Pick<Env, 'DATA_DIR' | 'INSTANCE_MODELS_DIR' | 'INSTANCE_IMAGE_HOUSE' | 'INSTANCE_IMAGE_LLAMA_SERVER' | 'INSTANCE_IMAGE_VLLM' | 'INSTANCE_IMAGE_OLLAMA'>

/** Which image runs each engine, as the operator has it. */
export const imagesOf = (env: Settings): Record<Engine, string | null> => ({
  house: env.INSTANCE_IMAGE_HOUSE, 'llama-server': env.INSTANCE_IMAGE_LLAMA_SERVER ?? null, vllm: env.INSTANCE_IMAGE_VLLM ?? null, ollama: env.INSTANCE_IMAGE_OLLAMA ?? null,
})

/** Where the operator's models lie. */
export const modelsDirOf = (env: Settings): string => env.INSTANCE_MODELS_DIR ?? join(env.DATA_DIR, 'models')
