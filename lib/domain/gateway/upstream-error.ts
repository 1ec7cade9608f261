import { DomainError } from '@/lib/kernel/error'
import { readText } from '@/lib/providers/inference/openai-compatible'
import { InferenceFailure, type InferenceAnswer } from '@/lib/providers/inference/types'
import type { BreakerReason } from '@/lib/db/shared-breaker'
import type { EndpointKind } from './request'

/** What a server's failure means: what to tell, what to hold against it, and who may be asked next. */
export type Verdict = {
  error: DomainError
  /** What to hold against the server; null when the request was to blame. */
  blame: BreakerReason | null
  /** Whether a request may do that to a server that serves everybody else. */
  mayBeRequest: boolean
  /** `stop` = nobody, `elsewhere` = another server, `again` = this one too. */
  next: 'stop' | 'elsewhere' | 'again'
  /** How long the server asked to be left alone. */
  retryAfterSeconds: number | null
  /** Tokens the server says it has left for an answer, where the limit it was given is all that it refused. */
  room?: number
  /** Whether it refused the name of that limit; told by fields of its own, since a message may repeat what a caller wrote. */
  isMisnamed?: boolean
}

type Detail = { message?: string; code?: string; param?: string }
type Loose = Record<string, unknown>

/** The longest wish of a server that one request waits for. */
const longestWaitSeconds = 5
const plainText = (value: unknown, max: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.replace(/[\u0000-\u001f]+/g, ' ').slice(0, max) : undefined

const asDetail = <K extends keyof Detail>(key: K, value: string | undefined): Detail => (value === undefined ? {} : { [key]: value })
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null

/** Where servers put it: under `error` (OpenAI), at the top (vLLM), under `detail` (FastAPI). */
function toldIn(value: unknown): Loose {
  if (!isObject(value)) return {}
  const { error, detail } = value
  const first: unknown = Array.isArray(detail) ? detail[0] : detail
  if (isObject(error)) return error
  if (isObject(first)) return { message: first.msg ?? first.message }
  return { message: error ?? first ?? value.message, code: value.code, param: value.param }
}

/** What a server says about a request it finds wrong; anything that is not plain text of one line is left out. */
function detailIn(text: string): Detail {
  try {
    const { message, code, type, param } = toldIn(JSON.parse(text))
    // llama-server has a type for it and a number for a code.
    return { ...asDetail('message', plainText(message, 300)), ...asDetail('code', plainText(code, 100) ?? plainText(type, 100)), ...asDetail('param', plainText(param, 200)) }
  } catch {
    return {}
  }
}

/** Only some servers have a code for it. */
const tooLongCodes: ReadonlySet<unknown> = new Set(['context_length_exceeded', 'exceed_context_size_error'])
const tooLongWords = /maximum context length|available context size|context (?:window|limit)|(?:prompt|input) is too long|`inputs` tokens \+ `max_new_tokens`/i

/** What is left for an answer, from the sentence in which servers say both what they can read and what they were given. */
function roomIn(message: string): number | undefined {
  const [context, prompt] = [/context length is (\d+)/i.exec(message)?.[1], /(\d+) (?:in the messages|in the prompt|input tokens|tokens of text input)/i.exec(message)?.[1]]
  const room = Number(context) - Number(prompt)
  return room > 0 ? room : undefined
}

/** The request was wrong: what the server says about it is the caller's business. */
function callersFault({ message, code, param }: Detail, internal: string): Verdict {
  const isTooLong = tooLongCodes.has(code) || tooLongWords.test(message ?? '')
  const room = isTooLong && message ? roomIn(message) : undefined
  const field = param ?? (isTooLong ? 'messages' : undefined)
  const error = new DomainError(isTooLong ? 'context_length_exceeded' : 'unsupported', { internal, ...(field ? { field } : {}), ...(message ? { params: { detail: message } } : {}) })
  return { error, blame: null, mayBeRequest: true, next: 'stop', retryAfterSeconds: null, ...(room === undefined ? {} : { room }), isMisnamed: param === 'max_tokens' && code === 'unsupported_parameter' }
}

/** Verdict on an answer that is no success. Its body is read (at most 64 kB) and let go. */
export async function verdictOnAnswer(answer: InferenceAnswer, kind: EndpointKind): Promise<Verdict> {
  const { status, retryAfterSeconds } = answer
  const detail = detailIn(await readText(answer, 65_536).catch(() => ''))
  const internal = `server answered ${status}: ${detail.message ?? ''}`
  const failed = new DomainError('upstream_failed', { internal })
  // An account without credit there is as good as a wrong secret: only its owner can mend it.
  if ([401, 402].includes(status) || detail.code === 'insufficient_quota') return { error: failed, blame: 'unauthorized', mayBeRequest: false, next: 'elsewhere', retryAfterSeconds: null }
  // Servers forbid a secret so, and also what is asked for.
  if (status === 403) return { error: failed, blame: 'failing', mayBeRequest: true, next: 'elsewhere', retryAfterSeconds: null }
  if (status === 429) return busy(internal, retryAfterSeconds)
  if ([400, 413, 415, 422].includes(status)) return callersFault(detail, internal)
  // No such model or path over there: another server may have it.
  if ([404, 405, 501].includes(status)) {
    const error = kind === 'chat' ? failed : new DomainError('unsupported', { internal, field: 'model' })
    return { error, blame: null, mayBeRequest: true, next: 'elsewhere', retryAfterSeconds: null }
  }
  const mayWait = (retryAfterSeconds ?? 0) <= longestWaitSeconds
  return { error: failed, blame: 'failing', mayBeRequest: true, next: mayWait && (status >= 500 || status === 408) ? 'again' : 'elsewhere', retryAfterSeconds }
}

function busy(internal: string, retryAfterSeconds: number | null): Verdict {
  const error = new DomainError('upstream_unavailable', { internal, retryAfterSeconds: Math.min(Math.max(retryAfterSeconds ?? 1, 1), 60) })
  return { error, blame: 'busy', mayBeRequest: false, next: (retryAfterSeconds ?? 0) <= longestWaitSeconds ? 'again' : 'elsewhere', retryAfterSeconds }
}

/** What goes wrong before a request is sent, and so is no request's fault. */
const unsent = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|UND_ERR_CONNECT_TIMEOUT|EADDRNOTALLOWED|CERT_\w+|ERR_(?:SSL|TLS)_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/
const wasUnsent = ({ cause }: InferenceFailure): boolean => typeof cause === 'object' && cause !== null && 'code' in cause && unsent.test(String(cause.code))

/** Verdict on a server that gave no answer, or that could not even be asked. */
export function verdictOnFailure(thrown: unknown): Verdict {
  if (thrown instanceof DomainError) return { error: thrown, blame: null, mayBeRequest: false, next: 'elsewhere', retryAfterSeconds: null }
  const mayBeRequest = !(thrown instanceof InferenceFailure && wasUnsent(thrown))
  // A server that is silent may still be generating: asking anybody again would double the work.
  const isTimeout = thrown instanceof InferenceFailure && thrown.kind === 'timeout' && mayBeRequest
  const error = new DomainError(isTimeout ? 'upstream_timeout' : 'upstream_failed', { cause: thrown })
  return { error, blame: 'failing', mayBeRequest, next: isTimeout ? 'stop' : 'again', retryAfterSeconds: null }
}
