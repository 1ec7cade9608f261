/** Errors in OpenAI's shape: `{ error: { message, type, code, param } }`. */

const TYPES = {
  401: 'authentication_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  500: 'server_error',
  503: 'server_error',
}

/** An answer other than 200 that the caller is told about. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {{ code?: string | null, param?: string | null, retryAfter?: number }} [details]
   */
  constructor(status, message, { code = null, param = null, retryAfter } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.param = param
    this.retryAfter = retryAfter
  }

  /** The JSON body of the answer. */
  toBody() {
    const type = TYPES[this.status] ?? 'invalid_request_error'
    return { error: { message: this.message, type, code: this.code, param: this.param } }
  }
}

/** A 400 about one field of the request. */
export function invalid(param, message, code = 'invalid_value') {
  return new ApiError(400, message, { param, code })
}

/** Turns anything thrown into an ApiError, hiding what is internal. */
export function toApiError(error) {
  if (error instanceof ApiError) return error
  return new ApiError(500, 'The model server failed to answer.', { code: 'internal_error' })
}
