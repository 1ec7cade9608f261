import { SharedBreaker, type BreakerReason, type BreakerState } from '@/lib/db/shared-breaker'
import { isId } from '@/lib/kernel/id'

/** A server is cut off for 5 seconds at first, for a minute at most. */
const times = { firstOpenSeconds: 5, longestOpenSeconds: 60 } as const

/** Servers as all meet them. */
export const upstreamBreaker = new SharedBreaker({ table: 'UpstreamBreaker', keys: ['upstreamId'], knowsOrigins: true, ...times })
/** Servers as one client meets them: what fails at its requests alone is cut off for it alone. */
const clientBreaker = new SharedBreaker({ table: 'UpstreamClientBreaker', keys: ['upstreamId', 'clientId'], ...times })

const ofClient = (upstreamId: string, clientId: string): string => `${upstreamId}/${clientId}`

/** Reads how all stand unless that is known; at once where it is. */
export function knowBreakers(): Promise<unknown> | undefined {
  if (upstreamBreaker.isFresh() && clientBreaker.isFresh()) return undefined
  return rereadBreakers()
}

/** Reads how all stand, however fresh what is known may be. */
export const rereadBreakers = (): Promise<unknown> => Promise.all([upstreamBreaker.refresh(), clientBreaker.refresh()])

const worse = (a: BreakerState, b: BreakerState): BreakerState => (a === 'open' || b === 'open' ? 'open' : a === 'closed' ? b : a)

/** How a server stands for a client, as it was read last. */
export function stateFor(upstreamId: string, clientId: string): BreakerState {
  const [forAll = 'closed'] = upstreamBreaker.isClear ? [] : upstreamBreaker.knownStates([upstreamId])
  const [own = 'closed'] = clientBreaker.isClear ? [] : clientBreaker.knownStates([ofClient(upstreamId, clientId)])
  return worse(forAll, own)
}

/** Seconds until this client may try the first of these again. */
export const secondsUntilProbe = (upstreamIds: readonly string[], clientId: string): number =>
  Math.min(...upstreamIds.map((id) => Math.max(upstreamBreaker.secondsUntilProbe([id]), clientBreaker.secondsUntilProbe([ofClient(id, clientId)]))))

/** Claims the next probe of a server that may have healed: the client's own where it stands open for it, and everybody's. */
export async function claimProbe(upstreamId: string, clientId: string): Promise<boolean> {
  const own = ofClient(upstreamId, clientId)
  if (clientBreaker.knownStates([own])[0] === 'half_open' && !(await clientBreaker.claimProbe(own))) return false
  return upstreamBreaker.knownStates([upstreamId])[0] !== 'half_open' || upstreamBreaker.claimProbe(upstreamId)
}

/** What went wrong at a server. `mayBeRequest`: a request may do that to a server that serves everybody else. */
export type Fault = { blame: BreakerReason; mayBeRequest: boolean; retryAfterSeconds?: number | null }

/**
 * Takes note of a failure: where the request may be to blame, for its client; for all where nobody's request is, or where several clients meet it.
 * A private instance is watched by its manager, and nobody else is asked in its place: nothing is held against it here.
 */
export async function noteFailure(upstreamId: string, clientId: string, { blame, mayBeRequest, retryAfterSeconds = null }: Fault): Promise<void> {
  if (isId('ins', upstreamId)) return
  await Promise.all([
    upstreamBreaker.noteFailure(upstreamId, blame, retryAfterSeconds, mayBeRequest ? clientId : null),
    mayBeRequest ? clientBreaker.noteFailure(ofClient(upstreamId, clientId), blame, retryAfterSeconds) : undefined,
  ])
}

function both(upstreamId: string, clientId: string, note: (breaker: SharedBreaker, id: string) => Promise<void> | undefined): Promise<unknown> | undefined {
  if (upstreamBreaker.isClear && clientBreaker.isClear) return undefined
  const [forAll, own] = [note(upstreamBreaker, upstreamId), note(clientBreaker, ofClient(upstreamId, clientId))]
  return forAll && own ? Promise.all([forAll, own]) : (forAll ?? own)
}

/** Takes note that it begins to answer. */
export const noteAnswering = (upstreamId: string, clientId: string): Promise<unknown> | undefined => both(upstreamId, clientId, (breaker, id) => breaker.noteAnswering(id))

/** Takes note that it answered to the end: at once, unless it was known to fail. */
export const noteSuccess = (upstreamId: string, clientId: string): Promise<unknown> | undefined => both(upstreamId, clientId, (breaker, id) => breaker.noteSuccess(id))
