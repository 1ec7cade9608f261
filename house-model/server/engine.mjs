/** Loads the language model and gives access to its sequences. */
import { log } from './log.mjs'
import { createPromptWriter } from './prompt.mjs'

/** The file is no model, so that no other try helps. */
export class UnreadableModel extends Error {}

/** Trouble with the disk or with memory says nothing about the file. */
const isReadable = (library, path) =>
  library.readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false }).then(() => true, (error) => error.errno !== undefined || /allocat|memory/i.test(error.message))

/**
 * @typedef {Awaited<ReturnType<typeof loadEngine>>} Engine
 * @param {import('./config.mjs').Config} config
 */
export async function loadEngine(config) {
  const library = await import('node-llama-cpp')
  const llama = await library.getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    maxThreads: config.threads,
    logLevel: library.LlamaLogLevel.error,
    logger: (level, message) => log(level, 'engine', { message: message.trim() }),
  })
  const model = await llama.loadModel({ modelPath: config.modelPath }).catch(async (error) => {
    throw (await isReadable(library, config.modelPath)) ? error : new UnreadableModel(error.message)
  })
  const contextSize = Math.min(config.contextSize, model.trainContextSize)
  const context = await model.createContext({
    sequences: config.slots,
    contextSize,
    batchSize: Math.min(512, contextSize),
    threads: config.threads,
  })
  return {
    llama,
    model,
    contextSize,
    sequences: Array.from({ length: config.slots }, () => context.getSequence()),
    promptOf: createPromptWriter(model, library.resolveChatWrapper),
    grammarState: (grammar) => new library.LlamaGrammarEvaluationState({ model, grammar }),
    dispose: () => llama.dispose(),
  }
}
