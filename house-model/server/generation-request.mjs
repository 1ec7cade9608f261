/** Reads what chat and plain completions have in common: sampling, limits, stops. */
import { invalid } from './errors.mjs'
import { boolean, number, object, refuse } from './fields.mjs'

const MAX_STOPS = 4
const MAX_STOP_LENGTH = 256
/** Answers to one request are written one after the other, so many at most. */
const MAX_CHOICES = 4
const DEFAULT_TEMPERATURE = 0.3

function readStop(body) {
  if (body.stop === undefined || body.stop === null) return []
  const list = Array.isArray(body.stop) ? body.stop : [body.stop]
  if (list.some((one) => typeof one !== 'string')) {
    throw invalid('stop', "'stop' must be a string or a list of strings.", 'invalid_type')
  }
  if (list.length > MAX_STOPS) throw invalid('stop', `'stop' may hold at most ${MAX_STOPS} strings.`)
  if (list.some((one) => one.length === 0 || one.length > MAX_STOP_LENGTH)) {
    throw invalid('stop', `Each stop must have 1 to ${MAX_STOP_LENGTH} characters.`)
  }
  return list
}

function readSeed(body) {
  const safe = Number.MAX_SAFE_INTEGER
  const seed = number(body, 'seed', { min: -safe, max: safe, fallback: null, whole: true })
  return seed === null ? Math.floor(Math.random() * 2 ** 32) : ((seed % 2 ** 32) + 2 ** 32) % 2 ** 32
}

function readPenalties(body) {
  const bounds = { min: -2, max: 2, fallback: 0 }
  return {
    presence: number(body, 'presence_penalty', bounds),
    frequency: number(body, 'frequency_penalty', bounds),
  }
}

function readMaxTokens(body) {
  const bounds = { min: 1, max: 1_000_000, fallback: null, whole: true }
  return number(body, 'max_completion_tokens', bounds) ?? number(body, 'max_tokens', bounds)
}

/**
 * @typedef {ReturnType<typeof readGeneration>} GenerationRequest
 * @param {Record<string, unknown>} body
 */
export function readGeneration(body) {
  for (const name of ['logit_bias', 'logprobs', 'top_logprobs']) refuse(body, name)
  const stream = boolean(body, 'stream')
  const streamOptions = object(body, 'stream_options')
  if (streamOptions && !stream) {
    throw invalid('stream_options', "'stream_options' needs 'stream' to be true.")
  }
  return {
    choices: number(body, 'n', { min: 1, max: MAX_CHOICES, fallback: 1, whole: true }),
    stream,
    includeUsage: streamOptions ? boolean(streamOptions, 'include_usage') : false,
    temperature: number(body, 'temperature', { min: 0, max: 2, fallback: DEFAULT_TEMPERATURE }),
    topP: number(body, 'top_p', { min: 0, max: 1, fallback: 1 }),
    seed: readSeed(body),
    stop: readStop(body),
    maxTokens: readMaxTokens(body),
    penalties: readPenalties(body),
  }
}
