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

const choice = (fields, finishReason) => ({ index: 0, ...fields, logprobs: null, finish_reason: finishReason })

/**
 * @param {import('./app.mjs').App} app
 * @param {import('node:http').ServerResponse} response
 * @param {Parameters<typeof run>[1]} job
 * @param {Shape} shape
 */
export async function answer(app, response, job, shape) {
  const head = (object) => ({
    id: `${shape.idPrefix}-${randomUUID().replaceAll('-', '')}`,
    object,
    created: Math.floor(Date.now() / 1000),
    model: app.config.modelName,
  })
  if (job.request.stream) return stream(app, response, job, shape, head(shape.objects.chunk))
  let text = ''
  const { finishReason, usage } = await run(app, job, { text: (piece) => (text += piece) })
  sendJson(response, 200, {
    ...head(shape.objects.whole),
    choices: [choice(shape.whole(text), finishReason)],
    usage,
  })
}

async function stream(app, response, job, shape, head) {
  const extra = job.request.includeUsage ? { usage: null } : {}
  const chunk = (fields, finishReason = null) => ({ ...head, choices: [choice(fields, finishReason)], ...extra })
  let events
  const { finishReason, usage } = await run(app, job, {
    begin: async () => {
      events = openEvents(response, job.signal)
      if (shape.opening) await events.send(chunk(shape.opening))
    },
    text: (piece) => events.send(chunk(shape.piece(piece))),
  })
  const { text: last, ...closing } = shape.piece('')
  await events.send(chunk(last === undefined ? { ...closing, delta: {} } : { text: last }, finishReason))
  if (job.request.includeUsage) await events.send({ ...head, choices: [], usage })
  events.end()
}
