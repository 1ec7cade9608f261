/** `POST /v1/embeddings` */
import { setImmediate as breathe } from 'node:timers/promises'
import { readJson } from './body.mjs'
import { invalid } from './errors.mjs'
import { number } from './fields.mjs'
import { checkModel } from './models.mjs'
import { sendJson } from './reply.mjs'
import { DIMENSIONS } from './word-vectors.mjs'

const MAX_INPUTS = 2048
const MAX_LENGTH = 32_768
const MAX_WORDS = 8192
const BATCH = 16

function readInput(body) {
  const list = Array.isArray(body.input) ? body.input : [body.input]
  if (list.length === 0) throw invalid('input', "'input' must not be empty.")
  if (list.length > MAX_INPUTS) throw invalid('input', `'input' may hold at most ${MAX_INPUTS} texts.`)
  for (const text of list) {
    if (typeof text !== 'string') {
      throw invalid('input', "'input' must be a text or a list of texts.", 'invalid_type')
    }
    if (text.trim() === '') throw invalid('input', "'input' must not be empty.")
    if (text.length > MAX_LENGTH) {
      throw invalid('input', `A text may have at most ${MAX_LENGTH} characters.`, 'context_length_exceeded')
    }
  }
  return list
}

function readEncoding(body) {
  const format = body.encoding_format ?? 'float'
  if (format !== 'float' && format !== 'base64') {
    throw invalid('encoding_format', "'encoding_format' must be float or base64.")
  }
  number(body, 'dimensions', { min: DIMENSIONS, max: DIMENSIONS, fallback: DIMENSIONS })
  return format === 'base64'
    ? (vector) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
    : (vector) => [...vector]
}

/** @type {import('./app.mjs').Handler} */
export async function embeddings(app, request, response, signal) {
  const body = await readJson(request)
  checkModel(body, app.config.embeddingsName)
  const encode = readEncoding(body)
  const data = []
  let total = 0
  for (const [index, text] of readInput(body).entries()) {
    if (index % BATCH === BATCH - 1) await breathe()
    signal.throwIfAborted()
    const { vector, words } = app.embed(text)
    if (words > MAX_WORDS) {
      throw invalid('input', `A text may have at most ${MAX_WORDS} words.`, 'context_length_exceeded')
    }
    total += words
    data.push({ object: 'embedding', index, embedding: encode(vector) })
  }
  app.metrics.add('engine_embedding_tokens_total', total)
  const usage = { prompt_tokens: total, total_tokens: total }
  sendJson(response, 200, { object: 'list', data, model: app.config.embeddingsName, usage })
}
