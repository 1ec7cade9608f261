import { setTimeout as sleep } from 'node:timers/promises'
import { request, type Dispatcher } from 'undici'
import { isAllowedUrl } from './address-guard'
import { guardedAgent, trustedAgent } from './guarded-agent'
import { InferenceFailure, longestAnswerMs, type InferenceAnswer, type InferenceTarget } from './types'

function failureOf(error: unknown): InferenceFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRNOTALLOWED') return new InferenceFailure('refused_address', error)
  return new InferenceFailure(/TIMEOUT/.test(code) ? 'timeout' : 'unreachable', error)
}

/** Seconds a server asks to be left alone, from either form of the header. */
function retryAfter(header: string | string[] | undefined): number | null {
  const text = String(header ?? '').trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1000)
}

type Ask = { target: InferenceTarget; path: string; body: string | undefined; signal: AbortSignal }

const send = ({ target, path, body, signal }: Ask): Promise<Dispatcher.ResponseData> => request(target.baseUrl.replace(/\/$/, '') + path, {
  dispatcher: target.through ?? (target.isTrusted ? trustedAgent() : guardedAgent()),
  method: body === undefined ? 'GET' : 'POST',
  headers: {
    accept: 'application/json, text/event-stream',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(target.token ? { authorization: `Bearer ${target.token}` } : {}),
  },
  ...(body === undefined ? {} : { body }),
  headersTimeout: target.timeoutMs,
  bodyTimeout: target.timeoutMs,
  signal,
})

/**
 * Whether a kept connection may have been closed by its server before we asked again: it had been answered on, and now there is no
 * word. After a quiet moment that happens to many at once, and says nothing about the server.
 */
function wasClosedBefore(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  if (error.code !== 'UND_ERR_SOCKET') return error.code === 'ECONNRESET' || error.code === 'EPIPE'
  return 'socket' in error && ((error.socket as { bytesRead?: number } | null)?.bytesRead ?? 0) > 0
}

/** Long enough to notice the other connections that were closed. */
const pauseMs = 10
/** A connection that had been closed is known to be within moments; who goes silent later was at work on the request. */
const noticedMs = 10_000

async function sendAgain(ask: Ask): Promise<Dispatcher.ResponseData> {
  const sentAt = performance.now()
  try {
    return await send(ask)
  } catch (error) {
    if (ask.target.isAskedOnce || performance.now() - sentAt > noticedMs || !wasClosedBefore(error)) throw error
    await sleep(pauseMs)
    return send(ask)
  }
}

/**
 * Sends one request, a second time where a kept connection had been closed (not to who is asked once); redirects are not followed. The server must begin to
 * answer, and go on answering, within its time-out.
 * @param path below the base URL, e.g. `/chat/completions`
 * @throws InferenceFailure when there is no answer
 */
export async function callUpstream(target: InferenceTarget, path: string, body?: unknown): Promise<InferenceAnswer> {
  if (!target.isTrusted && !isAllowedUrl(target.baseUrl)) throw new InferenceFailure('refused_address', undefined)
  const controller = new AbortController()
  let answer: Dispatcher.ResponseData
  try {
    answer = await sendAgain({ target, path, body: body === undefined ? undefined : JSON.stringify(body), signal: controller.signal })
  } catch (error) {
    throw failureOf(error)
  }
  answer.body.on('error', () => undefined) // an aborted body is the caller's doing, not a crash
  return { status: answer.statusCode, contentType: String(answer.headers['content-type'] ?? ''), retryAfterSeconds: retryAfter(answer.headers['retry-after']), body: answer.body, cancel: () => controller.abort() }
}

/**
 * The whole body as text, at most `limitBytes` of it, within `mostMs` however slowly it drips.
 * @throws InferenceFailure when it breaks off, is larger or takes longer
 */
export async function readText(answer: InferenceAnswer, limitBytes = 33_554_432, mostMs = longestAnswerMs): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  let isLate = false
  const patience = setTimeout(() => { isLate = true; answer.cancel() }, mostMs)
  try {
    for await (const part of answer.body) {
      size += part.length
      if (size > limitBytes) throw new Error('answer too large')
      parts.push(part)
    }
  } catch (error) {
    answer.cancel()
    throw isLate ? new InferenceFailure('timeout', error) : failureOf(error)
  } finally {
    clearTimeout(patience)
  }
  return Buffer.concat(parts).toString('utf8')
}
