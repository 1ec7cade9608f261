import http from 'node:http'
import https from 'node:https'
import type { InstanceEndpoint } from './types'

/** Whether the server behind `endpoint` says that it serves; anything but a 2xx in time is no. Never throws. */
export function askHealth(endpoint: InstanceEndpoint, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const answered = (response: http.IncomingMessage): void => {
      response.resume()
      resolve(response.statusCode !== undefined && response.statusCode >= 200 && response.statusCode < 300)
    }
    try {
      const request = requestOf(endpoint, signal, answered)
      request.on('error', () => resolve(false))
      request.end()
    } catch {
      resolve(false)
    }
  })
}

function requestOf(endpoint: InstanceEndpoint, signal: AbortSignal, answered: (response: http.IncomingMessage) => void): http.ClientRequest {
  if (endpoint.kind === 'unix') return http.request({ socketPath: endpoint.socketPath, path: '/health', agent: false, signal }, answered)
  const url = new URL(`${endpoint.url.replace(/\/$/, '')}/health`)
  return (url.protocol === 'https:' ? https : http).request(url, { agent: false, signal }, answered)
}
