import type { GatewayAnswer } from '../answer'

const types: Record<number, string> = {
  400: 'invalid_request_error', 401: 'authentication_error', 402: 'billing_error', 403: 'permission_error', 404: 'not_found_error', 405: 'invalid_request_error', 409: 'invalid_request_error',
  413: 'request_too_large', 429: 'rate_limit_error', 503: 'overloaded_error', 504: 'timeout_error',
}

/** One of our error bodies in Anthropic's shape; our own stable `code` and `param` stay beside it. */
export function anthropicError(status: number, body: string, requestId: string): Record<string, unknown> {
  const { error } = JSON.parse(body) as { error: { message: string; code: string; param: string | null } }
  return { type: 'error', error: { type: types[status] ?? 'api_error', message: error.message, code: error.code, param: error.param }, request_id: requestId }
}

/** An error answer in Anthropic's shape, its status and headers kept. */
export const anthropicErrorAnswer = (answer: GatewayAnswer, requestId: string): GatewayAnswer =>
  typeof answer.body === 'string' ? { ...answer, body: JSON.stringify(anthropicError(answer.status, answer.body, requestId)) } : answer
