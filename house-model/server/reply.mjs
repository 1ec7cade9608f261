/** Writes answers: JSON bodies, errors and server-sent events. */
import { once } from 'node:events'

/** Sends a JSON body. */
export function sendJson(response, status, body, headers = {}) {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  })
  response.end(text)
}

/** Sends an error, or ends a stream that has already begun with it. */
export function sendError(response, error) {
  if (response.headersSent) {
    response.end(`data: ${JSON.stringify(error.toBody())}\n\n`)
    return
  }
  const headers = {}
  if (error.retryAfter) headers['retry-after'] = String(error.retryAfter)
  if (error.status === 401) headers['www-authenticate'] = 'Bearer'
  if (error.status === 413) headers.connection = 'close'
  sendJson(response, error.status, error.toBody(), headers)
}

/**
 * Opens an event stream. `send` waits while the caller reads too slowly.
 * @param {import('node:http').ServerResponse} response
 * @param {AbortSignal} signal
 */
export function openEvents(response, signal) {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  })
  const write = async (text) => {
    if (!response.write(text)) await once(response, 'drain', { signal })
  }
  return {
    send: (event) => write(`data: ${JSON.stringify(event)}\n\n`),
    end: () => response.end('data: [DONE]\n\n'),
  }
}
