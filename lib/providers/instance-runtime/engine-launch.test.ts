import { describe, expect, it } from 'vitest'
import { inside, launchOf } from './engine-launch'
import type { Engine, InstanceSpec } from './types'

const secret = 'the secret of this one'
const of = (engine: Engine, model: Partial<InstanceSpec['model']>): InstanceSpec => ({
  id: 'ins_a', clientId: 'cli_a', generation: 1, engine, model: { name: 'offered', isUpload: false, ...model }, resources: { memoryBytes: 2 ** 30, cpuMillis: 1_500, pids: 64, storageBytes: 2 ** 30 },
  slots: 3, contextTokens: 2_048, secret, minIsolation: 'partial',
})
const socket = { socketPath: '/run/instance/s' }

describe('what each engine is told, in its own published words', () => {
  it('llama-server: a socket or a port, a file, the context of all slots together', () => {
    const { args, secret: kept } = launchOf(of('llama-server', { path: '/srv/a.gguf' }), { socketPath: '/run/instance/e.sock' })
    expect(args).toEqual(['--host', '/run/instance/e.sock', '--model', inside.model, '--alias', 'offered', '--ctx-size', '6144', '--parallel', '3', '--threads', '2', '--metrics'])
    expect(kept).toEqual({ name: 'LLAMA_API_KEY', value: secret })
    expect(launchOf(of('llama-server', { path: '/srv/a.gguf' }), { port: 8080 }).args.slice(0, 4)).toEqual(['--host', '0.0.0.0', '--port', '8080'])
  })

  it('vLLM: a model by its name from a cache that is there, never from a hub', () => {
    const { args, env, secret: kept } = launchOf(of('vllm', { ref: 'org/model' }), socket)
    expect(args).toEqual(['--model', 'org/model', '--served-model-name', 'offered', '--max-model-len', '2048', '--max-num-seqs', '3', '--uds', '/run/instance/s'])
    expect(env).toMatchObject({ HF_HUB_OFFLINE: '1', HF_HOME: inside.models, VLLM_NO_USAGE_STATS: '1' })
    expect(kept).toEqual({ name: 'VLLM_API_KEY', value: secret })
  })

  it('Ollama: it hears its relay alone, which asks for the key and knows both names', () => {
    const { args, env, secret: kept, relay } = launchOf(of('ollama', { ref: 'llama3.2:1b' }), socket)
    expect([args, env]).toMatchObject([['serve'], { OLLAMA_HOST: '127.0.0.1:11434', OLLAMA_MODELS: inside.models, OLLAMA_NUM_PARALLEL: '3', OLLAMA_CONTEXT_LENGTH: '2048', OLLAMA_KEEP_ALIVE: '-1' }])
    expect(relay).toEqual({ RELAY_TARGET: 'http://127.0.0.1:11434', RELAY_MODEL_NAME: 'offered', RELAY_MODEL_REF: 'llama3.2:1b', RELAY_SOCKET: '/run/instance/s' })
    expect(kept).toEqual({ name: 'RELAY_TOKEN', value: secret })
  })

  it('none of them its key among the words that every process of the machine can read', () => {
    for (const [engine, model] of [['house', {}], ['llama-server', { path: '/a' }], ['vllm', { ref: 'a' }], ['ollama', { ref: 'a' }]] as const) {
      expect(JSON.stringify(launchOf(of(engine, model), socket).args)).not.toContain(secret)
    }
  })

  it('a model that it could not open is refused', () => {
    for (const [engine, model] of [['llama-server', { ref: 'a' }], ['vllm', { path: '/a.gguf' }], ['ollama', {}]] as const) expect(() => launchOf(of(engine, model), socket)).toThrow(expect.objectContaining({ code: 'model' }))
  })
})
