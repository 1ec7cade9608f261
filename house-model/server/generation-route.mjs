/** What both generating routes share: one JSON answer, or a stream of chunks. */
import { randomUUID } from 'node:crypto'
import { openEvents, sendJson } from './reply.mjs'
import { run } from './run.mjs'

/**
 * @typedef {object} Shape how a route words its answers
 * @property {string} idPrefix
 * @property {{ whole: string, chunk: string }} objects
 * @property {object | null} opening choice fields of a stream's first chunk
 * @property {(text: string) => object} whole choice fields of a full answer
 * @property {(text: string) => object} piece choice fields of one chunk
 */

/** `stop_reason` is which stop was met, as other servers tell it. */
const choice = (index, fields, { finishReason = null, stopReason = null } = {}) => ({
  index,
  ...fields,
  logprobs: null,
  finish_reason: finishReason,
  ...(stopReason === null ? {} : { stop_reason: stopReason }),
})

/** The generations that one request asks for: each prompt as often as it wants answers, each with a seed of its own. */
function jobsOf({ prompts, request, format, signal }) {
  return prompts.flatMap((tokens, prompt) =>
    Array.from({ length: request.choices }, (_, nth) => ({
      index: prompt * request.choices + nth,
      isFirstOfPrompt: nth === 0,
      job: { tokens, request: { ...request, seed: (request.seed + nth) % 2 ** 32 }, format, signal },
    })),
  )
}

/** Token counts in OpenAI's shape; a prompt counts once, however many answers it gets. */
class Usage {
  prompt = 0
  completion = 0

  add({ promptTokens, completionTokens }, isFirstOfPrompt) {
    if (isFirstOfPrompt) this.prompt += promptTokens
    this.completion += completionTokens
  }

  toJSON() {
    return { prompt_tokens: this.prompt, completion_tokens: this.completion, total_tokens: this.prompt + this.completion }
  }
}

/**
 * @param {import('./app.mjs').App} app
 * @param {import('node:http').ServerResponse} response
 * @param {Omit<Parameters<typeof run>[1], 'tokens'> & { prompts: number[][] }} asked
 * @param {Shape} shape
 */
export async function answer(app, response, asked, shape) {
  const head = (object) => ({
    id: `${shape.idPrefix}-${randomUUID().replaceAll('-', '')}`,
    object,
    created: Math.floor(Date.now() / 1000),
    model: app.config.modelName,
  })
  if (asked.request.stream) return stream(app, response, asked, shape, head(shape.objects.chunk))
  const [choices, usage] = [[], new Usage()]
  for (const { index, isFirstOfPrompt, job } of jobsOf(asked)) {
    let text = ''
    const end = await run(app, job, { text: (piece) => (text += piece) })
    usage.add(end, isFirstOfPrompt)
    choices.push(choice(index, shape.whole(text), end))
  }
  sendJson(response, 200, { ...head(shape.objects.whole), choices, usage })
}

async function stream(app, response, asked, shape, head) {
  const extra = asked.request.includeUsage ? { usage: null } : {}
  const chunk = (...fields) => ({ ...head, choices: [choice(...fields)], ...extra })
  const usage = new Usage()
  let events
  for (const { index, isFirstOfPrompt, job } of jobsOf(asked)) {
    const end = await run(app, job, {
      begin: async () => {
        events ??= openEvents(response, job.signal)
        if (shape.opening) await events.send(chunk(index, shape.opening))
      },
      text: (piece) => events.send(chunk(index, shape.piece(piece))),
    })
    usage.add(end, isFirstOfPrompt)
    await events.send(chunk(index, shape.piece(''), end))
  }
  if (asked.request.includeUsage) await events.send({ ...head, choices: [], usage })
  events.end()
}
