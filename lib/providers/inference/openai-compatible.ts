import { setTimeout as sleep } from 'node:timers/promises'
import { isAllowedUrl } from './address-guard'
import { Exchange, joined, type Head } from './exchange'
import { guardedAgent, trustedAgent } from './guarded-agent'
import { InferenceFailure, longestAnswerMs, type InferenceAnswer, type InferenceTarget } from './types'

function failureOf(error: unknown): InferenceFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRNOTALLOWED') return new InferenceFailure('refused_address', error)
  return new InferenceFailure(/TIMEOUT/.test(code) ? 'timeout' : 'unreachable', error)
}

/** Seconds a server asks to be left alone, from either form of the header. */
function retryAfter(header: string | string[] | undefined): number | null {
  if (header === undefined) return null
  const text = String(header).trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1000)
}

type Place = { origin: string; path: string; isAllowed: boolean }
const places = new Map<string, Place>()
const mostPlaces = 1_000

/** Where a request goes, worked out once for each address. What a name leads to is judged whenever it is connected to. */
function placeOf(text: string): Place | undefined {
  const known = places.get(text)
  if (known || !URL.canParse(text)) return known
  const url = new URL(text)
  const place = { origin: url.origin, path: url.pathname + url.search, isAllowed: isAllowedUrl(text) }
  if (places.size >= mostPlaces) places.clear()
  places.set(text, place)
  return place
}

type Ask = { target: InferenceTarget; place: Place; body: string | undefined }

function headersFor(token: string | null, hasBody: boolean): string[] {
  const headers = ['accept', 'application/json, text/event-stream']
  if (hasBody) headers.push('content-type', 'application/json')
  if (token) headers.push('authorization', `Bearer ${token}`)
  return headers
}

/** Sends the request; what comes of it is the exchange's to tell. */
function send({ target, place, body }: Ask): Exchange {
  const [exchange, { timeoutMs }] = [new Exchange(), target]
  const dispatcher = target.through ?? (target.isTrusted ? trustedAgent() : guardedAgent())
  dispatcher.dispatch({
    origin: place.origin, path: place.path, method: body === undefined ? 'GET' : 'POST', headers: headersFor(target.token, body !== undefined), body: body ?? null,
    headersTimeout: timeoutMs, bodyTimeout: timeoutMs,
  }, exchange)
  return exchange
}

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

function answerOf(exchange: Exchange, { status, contentType, retryAfter: wish }: Head): InferenceAnswer {
  return { status, contentType: String(contentType ?? ''), retryAfterSeconds: retryAfter(wish), body: exchange, arrived: () => exchange.arrived(), cancel: () => exchange.cancel() }
}

/**
 * Sends one request, a second time where a kept connection had been closed (not to who is asked once); redirects are not followed. The server must begin to
 * answer, and go on answering, within its time-out.
 * @param path below the base URL, e.g. `/chat/completions`
 * @throws InferenceFailure when there is no answer
 */
export async function callUpstream(target: InferenceTarget, path: string, body?: unknown): Promise<InferenceAnswer> {
  const place = placeOf(target.baseUrl.replace(/\/$/, '') + path)
  if (!place || !(target.isTrusted || place.isAllowed)) throw new InferenceFailure('refused_address', undefined)
  const ask = { target, place, body: body === undefined ? undefined : JSON.stringify(body) }
  const sentAt = performance.now()
  try {
    const exchange = send(ask)
    return answerOf(exchange, await exchange.head)
  } catch (error) {
    if (target.isAskedOnce || performance.now() - sentAt > noticedMs || !wasClosedBefore(error)) throw failureOf(error)
  }
  await sleep(pauseMs)
  try {
    const exchange = send(ask)
    return answerOf(exchange, await exchange.head)
  } catch (error) {
    throw failureOf(error)
  }
}

const mostBytes = 33_554_432

/**
 * The whole body as text where all of it is here already, as it mostly is with the head of a short one; undefined where it is not.
 * @throws InferenceFailure when it is larger than `limitBytes`
 */
export function arrivedText(answer: InferenceAnswer, limitBytes = mostBytes): string | undefined {
  const arrived = answer.arrived()
  return arrived && textOf(arrived, limitBytes)
}

/**
 * The whole body as text, at most `limitBytes` of it, within `mostMs` however slowly it drips.
 * @throws InferenceFailure when it breaks off, is larger or takes longer
 */
export async function readText(answer: InferenceAnswer, limitBytes = mostBytes, mostMs = longestAnswerMs): Promise<string> {
  const whole = arrivedText(answer, limitBytes)
  if (whole !== undefined) return whole
  const parts: Buffer[] = []
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
  return textOf(joined(parts), limitBytes)
}

/** @throws InferenceFailure when it is larger */
function textOf(whole: Buffer, limitBytes: number): string {
  if (whole.length > limitBytes) throw failureOf(new Error('answer too large'))
  return whole.toString('utf8')
}
