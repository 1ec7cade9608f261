import type { ServerResponse } from 'node:http'
import { errorAnswer } from '@/lib/domain/gateway'
import type { DomainError } from '@/lib/kernel/error'
import type { EdgeFacts } from './facts'

/** How long a caller who is still sending is listened to after the answer, so that it arrives whole. */
const lingerMs = 2_000

/**
 * Ends an answer whose request may not have been read to its end. What is still coming is thrown away for a moment, then
 * the connection goes: closing it at once would take the answer from a caller who is still sending.
 * @param headers names and values in turn
 */
export function endUnread(response: ServerResponse, status: number, headers: string[], body: string): void {
  const request = response.req
  headers.push('content-length', String(Buffer.byteLength(body)))
  if (request.complete) return void response.writeHead(status, headers).end(body)
  response.writeHead(status, [...headers, 'connection', 'close'])
  response.write(body)
  const end = (): void => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(end, lingerMs)
  request.once('end', end).once('close', end).on('error', end).resume()
}

/** Answers with an error in the shape of every other one. */
export function sayProblem(response: ServerResponse, error: DomainError, { requestId, locale }: Pick<EdgeFacts, 'requestId' | 'locale'>): void {
  if (response.headersSent) return void response.destroy()
  const { status, headers, body } = errorAnswer(error, requestId, locale)
  endUnread(response, status, ['x-content-type-options', 'nosniff', ...Object.entries(headers).flat()], String(body))
}
