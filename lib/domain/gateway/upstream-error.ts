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
  /** `stop` = nobody, `elsewhere` = another server, `again` = this one too. */
  next: 'stop' | 'elsewhere' | 'again'
  /** How long the server asked to be left alone. */
  retryAfterSeconds: number | null
}

type Detail = { message?: string; code?: string; param?: string }

/** The longest wish of a server that one request waits for. */
const longestWaitSeconds = 5
const plainText = (value: unknown, max: number): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.replace(/[\u0000-\u001f]+/g, ' ').slice(0, max) : undefined

/** What a server says about a request it finds wrong; anything that is not plain text of one line is left out. */
function detailIn(text: string): Detail {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown; code?: unknown; param?: unknown } | string }
    if (typeof error !== 'object' || error === null) return { ...asDetail('message', plainText(error, 300)) }
    return { ...asDetail('message', plainText(error.message, 300)), ...asDetail('code', plainText(error.code, 100)), ...asDetail('param', plainText(error.param, 200)) }
  } catch {
    return {}
  }
}

const asDetail = <K extends keyof Detail>(key: K, value: string | undefined): Detail => (value === undefined ? {} : { [key]: value })

/** The request was wrong: what the server says about it is the caller's business. */
function callersFault({ message, code, param }: Detail, internal: string): Verdict {
  const isTooLong = code === 'context_length_exceeded'
  const field = param ?? (isTooLong ? 'messages' : undefined)
  const error = new DomainError(isTooLong ? 'context_length_exceeded' : 'unsupported', { internal, ...(field ? { field } : {}), ...(message && !isTooLong ? { params: { detail: message } } : {}) })
  return { error, blame: null, next: 'stop', retryAfterSeconds: null }
}

/** Verdict on an answer that is no success. Its body is read (at most 64 kB) and let go. */
export async function verdictOnAnswer(answer: InferenceAnswer, kind: EndpointKind): Promise<Verdict> {
  const { status, retryAfterSeconds } = answer
  const detail = detailIn(await readText(answer, 65_536).catch(() => ''))
  const internal = `server answered ${status}: ${detail.message ?? ''}`
  const failed = new DomainError('upstream_failed', { internal })
  // An account without credit there is as good as a wrong secret: only its owner can mend it.
  if ([401, 402, 403].includes(status) || detail.code === 'insufficient_quota') return { error: failed, blame: 'unauthorized', next: 'elsewhere', retryAfterSeconds: null }
  if (status === 429) return busy(internal, retryAfterSeconds)
  if ([400, 413, 415, 422].includes(status)) return callersFault(detail, internal)
  // No such model or path over there: another server may have it.
  if ([404, 405, 501].includes(status)) {
    const error = kind === 'chat' ? failed : new DomainError('unsupported', { internal, field: 'model' })
    return { error, blame: null, next: 'elsewhere', retryAfterSeconds: null }
  }
  const mayWait = (retryAfterSeconds ?? 0) <= longestWaitSeconds
  return { error: failed, blame: 'failing', next: mayWait && (status >= 500 || status === 408) ? 'again' : 'elsewhere', retryAfterSeconds }
}

function busy(internal: string, retryAfterSeconds: number | null): Verdict {
  const error = new DomainError('upstream_unavailable', { internal, retryAfterSeconds: Math.min(Math.max(retryAfterSeconds ?? 1, 1), 60) })
  return { error, blame: 'busy', next: (retryAfterSeconds ?? 0) <= longestWaitSeconds ? 'again' : 'elsewhere', retryAfterSeconds }
}

/** Verdict on a server that gave no answer, or that could not even be asked. */
export function verdictOnFailure(thrown: unknown): Verdict {
  if (thrown instanceof DomainError) return { error: thrown, blame: null, next: 'elsewhere', retryAfterSeconds: null }
  // A server that is silent may still be generating: asking anybody again would double the work.
  const isTimeout = thrown instanceof InferenceFailure && thrown.kind === 'timeout'
  const error = new DomainError(isTimeout ? 'upstream_timeout' : 'upstream_failed', { cause: thrown })
  return { error, blame: 'failing', next: isTimeout ? 'stop' : 'again', retryAfterSeconds: null }
}
