/** Reads a JSON request body of bounded size. */
import { ApiError } from './errors.mjs'

export const BODY_LIMIT = 4 * 1024 * 1024
/** So much of a body that is too large is read and thrown away, so that the caller gets to read the 413. */
const DISCARD_LIMIT = 8 * BODY_LIMIT

const tooLarge = () => new ApiError(413, 'The request body is larger than 4 MB.', { code: 'request_too_large' })

async function readText(request) {
  const parts = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size <= BODY_LIMIT) parts.push(part)
    else parts.length = 0
    if (size > DISCARD_LIMIT) throw tooLarge()
  }
  if (size > BODY_LIMIT) throw tooLarge()
  return Buffer.concat(parts).toString('utf8')
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Record<string, unknown>>} the JSON object that was sent
 */
export async function readJson(request) {
  const text = await readText(request)
  let value
  try {
    value = JSON.parse(text)
  } catch {
    throw new ApiError(400, 'The request body is not valid JSON.', { code: 'invalid_json' })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError(400, 'The request body must be a JSON object.', { code: 'invalid_json' })
  }
  return value
}
