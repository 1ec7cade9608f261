/** Checks the bearer token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { ApiError } from './errors.mjs'

const digest = (text) => createHash('sha256').update(text).digest()

/**
 * Makes the check. Without a token every caller is let in, which the settings
 * allow on a unix socket only.
 * @param {string | null} token
 */
export function createAuth(token) {
  const expected = token === null ? null : digest(token)
  return function authorise(request) {
    if (!expected) return
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')
    if (!given || !timingSafeEqual(digest(given[1]), expected)) {
      throw new ApiError(401, 'Incorrect or missing token.', { code: 'invalid_api_key' })
    }
  }
}
