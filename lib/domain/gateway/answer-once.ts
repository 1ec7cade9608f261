import { open, seal } from '@/lib/auth/secret-box'
import { claimKey, forgetKey, hashOf, keepAnswer, type IdempotencyId, type KeptAnswer } from '@/lib/db/idempotency'
import { systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import { answerHeaders, type GatewayAnswer } from './answer'
import type { Caller } from './caller'
import { longestRequestMs } from './longest-request'
import type { StreamEnd } from './relay'
import type { EndpointKind } from './request'

type Call = { requestId: string; kind: EndpointKind; body: unknown; idempotencyKey: string }

/** Larger answers are not kept: who asks again is told so, and where the receipt is. */
const mostCharacters = 1_048_576

const contentType = { json: 'application/json', stream: 'text/event-stream; charset=utf-8' } as const
type Kept = { type: keyof typeof contentType; text: string }

const contextOf = ({ clientId, route, key }: IdempotencyId): string => `IdempotencyRecord/${clientId}/${route}/${key}`

async function* inOnePiece(text: string): AsyncGenerator<string> {
  yield text
}

/** The first answer again, under its own request's id; a stream as the stream it was, in one piece. */
function replay(id: IdempotencyId, { sealed, generationId }: KeptAnswer): GatewayAnswer {
  if (!sealed) throw new DomainError('idempotency_not_kept', { params: { generationId: generationId ?? '' } })
  const { type, text } = JSON.parse(open(sealed.ciphertext, sealed.keyId, contextOf(id))) as Kept
  const headers = { ...answerHeaders(generationId ?? ''), 'content-type': contentType[type], 'idempotent-replayed': 'true' }
  return { status: 200, headers, body: type === 'stream' ? inOnePiece(text) : text }
}

/** The answer took effect whether it can be kept or not: a key whose answer is lost stays taken until its claim runs out. */
async function keep(id: IdempotencyId, requestId: string, kept: Kept): Promise<void> {
  const sealed = kept.text.length > mostCharacters ? null : seal(JSON.stringify(kept), contextOf(id))
  await keepAnswer(id, { status: 200, body: null, sealed, generationId: requestId }, systemClock.now())
    .catch((error: unknown) => log.warn({ requestId, err: error }, 'an answer was not kept for its Idempotency-Key'))
}

const forget = (id: IdempotencyId, requestId: string): Promise<void> =>
  forgetKey(id).catch((error: unknown) => log.warn({ requestId, err: error }, 'an Idempotency-Key stays taken'))

/**
 * Answers a call that carries an Idempotency-Key once: the same body from the same key or person gets the first answer
 * again, free of charge; another body or caller 409; a twin that still runs 409. Kept for 24 hours, sealed. What was
 * refused, failed or broke off is not kept, so that it can be tried again.
 * @param work told whom to tell of a stream's end
 * @throws DomainError idempotency_mismatch, idempotency_in_progress, idempotency_not_kept
 */
export async function answerOnce(call: Call, caller: Caller, work: (onEnd: (end: StreamEnd) => Promise<void>) => Promise<GatewayAnswer>): Promise<GatewayAnswer> {
  const { requestId, kind, body, idempotencyKey } = call
  const id = { clientId: caller.clientId, route: `inference:${kind}`, key: idempotencyKey }
  // A request whose process died blocks its key no longer than it could have run.
  const kept = await claimKey(id, hashOf([caller.keyId ?? caller.userId, body]), systemClock.now(), longestRequestMs())
  if (kept) return replay(id, kept)
  const onEnd = ({ isWhole, sent }: StreamEnd): Promise<void> => (isWhole ? keep(id, requestId, { type: 'stream', text: sent.join('') }) : forget(id, requestId))
  const answer = await work(onEnd)
  if (answer.status !== 200) await forget(id, requestId)
  else if (typeof answer.body === 'string') await keep(id, requestId, { type: 'json', text: answer.body })
  return answer
}
