import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import { callUpstream } from '@/lib/providers/inference/openai-compatible'
import { targetOf } from '@/lib/providers/inference/target'
import type { InferenceAnswer } from '@/lib/providers/inference/types'
import type { Admitted } from './admit'
import type { BreakerState } from '@/lib/db/shared-breaker'
import { claimProbe, knowBreakers, noteAnswering, noteFailure, secondsUntilProbe, stateFor } from './breaker'
import { ForwardError, upstreamPaths, type Forwarded } from './forward-error'
import { forwardToInstance } from './instance/forward-to-instance'
import type { Attempt } from './keep-attempts'
import type { UpstreamRoute } from './model-route'
import type { Presence } from './presence'
import { askedOutput } from './request'
import { bodyFor, type LimitName } from './upstream-body'
import { verdictOnAnswer, verdictOnFailure, type Verdict } from './upstream-error'

/** Whose count of tokens an answer carries: servers of one model may count differently. */
export const serverOf = ({ model }: Admitted, { upstreamId }: Forwarded): string => `${model.id}/${upstreamId}`

const mostAttempts = 3
/** After this long no further attempt begins. */
const retryBoxMs = 30_000

type Candidate = { route: UpstreamRoute; state: BreakerState; isTried: boolean; waitSeconds: number; room?: number }

/** Full jitter over a doubling base for a server that just failed; a hair's breadth for one that was not asked yet. */
const pauseMs = (attempt: number, candidate: Candidate): number =>
  candidate.isTried ? Math.max(candidate.waitSeconds * 1000, 50) + Math.random() * 100 * 2 ** attempt : Math.random() * 25

/** Takes the next server that may be asked now: of those that may have healed, one request at a time. */
function nextOf(queue: Candidate[], clientId: string): Candidate | undefined | Promise<Candidate | undefined> {
  const [first] = queue
  return first === undefined || first.isTried || first.state === 'closed' ? queue.shift() : healedOf(queue, clientId)
}

async function healedOf(queue: Candidate[], clientId: string): Promise<Candidate | undefined> {
  for (let candidate = queue.shift(); candidate; candidate = queue.shift()) {
    if (candidate.isTried || candidate.state === 'closed' || (await claimProbe(candidate.route.upstreamId, clientId))) return candidate
  }
  return undefined
}

/** Servers' models that refused the usual name of an answer's limit. */
const renamed = new Set<string>()
const mostRenamed = 10_000
const nameOf = ({ upstreamId, upstreamModel }: UpstreamRoute): string => `${upstreamId} ${upstreamModel}`

function noteRenamed(route: UpstreamRoute): void {
  if (renamed.size >= mostRenamed) renamed.clear()
  renamed.add(nameOf(route))
}

const limitNameFor = ({ request }: Admitted, route: UpstreamRoute): LimitName => (request.kind === 'chat' && renamed.has(nameOf(route)) ? 'max_completion_tokens' : 'max_tokens')

async function ask(admitted: Admitted, { route, room }: Candidate, name: LimitName): Promise<InferenceAnswer | Verdict> {
  try {
    const answer = await callUpstream(targetOf(route), upstreamPaths[admitted.request.kind], bodyFor(admitted, route, { room, name }))
    return answer.status === 200 ? answer : await verdictOnAnswer(answer, admitted.request.kind)
  } catch (error) {
    return verdictOnFailure(error)
  }
}

/** A limit that the caller did not ask for is ours to lower: a long prompt leaves less than the model's longest answer. */
const mayBeShorter = ({ request }: Admitted, { room }: Candidate): boolean => room === undefined && askedOutput(request) === undefined

const cutOff = (routes: readonly UpstreamRoute[], clientId: string): ForwardError =>
  new ForwardError(new DomainError('upstream_unavailable', { internal: 'every server is cut off', retryAfterSeconds: secondsUntilProbe(routes.map((route) => route.upstreamId), clientId) }), null, 0)

/**
 * Sends the request to the model's servers in turn until one begins to answer well. Only tried again before anything was
 * received, after a wait of random length (at least as long as the server asked for), within a time box, and not for a
 * client that has gone.
 * @throws ForwardError upstream_failed, upstream_timeout, upstream_unavailable, context_length_exceeded, unsupported, not_configured
 */
export async function forward(admitted: Admitted, signal?: Presence): Promise<Forwarded> {
  const { instance } = admitted.model
  if (instance) return forwardToInstance(admitted, instance, signal)
  const [routes, { clientId }] = [admitted.model.upstreams, admitted.caller]
  const known = knowBreakers()
  if (known) await known
  const queue = routes.map((route): Candidate => ({ route, state: stateFor(route.upstreamId, clientId), isTried: false, waitSeconds: 0 })).filter(({ state }) => state !== 'open')
  const [most, deadline] = [Math.min(mostAttempts, Math.max(2, queue.length)), performance.now() + retryBoxMs]
  let last: ForwardError | undefined
  const tries: Attempt[] = []
  for (let attempt = 1; attempt <= most && (attempt === 1 || (performance.now() < deadline && !signal?.aborted)); attempt++) {
    const next = nextOf(queue, clientId)
    const candidate = next instanceof Promise ? await next : next
    if (!candidate) break
    if (attempt > 1) await sleep(pauseMs(attempt, candidate))
    const { upstreamId } = candidate.route
    const asked = performance.now()
    const name = limitNameFor(admitted, candidate.route)
    const result = await ask(admitted, candidate, name)
    tries.push({ upstreamId, outcome: 'body' in result ? 'answered' : result.error.code, latencyMs: Math.round(performance.now() - asked) })
    if ('body' in result) {
      const noted = noteAnswering(upstreamId, clientId)
      if (noted) await noted
      return { answer: result, upstreamId, attempts: attempt, tries }
    }
    last = new ForwardError(result.error, upstreamId, attempt, tries)
    log.warn({ requestId: admitted.requestId, upstreamId, attempt, err: result.error }, 'upstream failed')
    if (result.blame) await noteFailure(upstreamId, clientId, { ...result, blame: result.blame })
    if (result.isMisnamed && name === 'max_tokens' && admitted.request.kind === 'chat') {
      noteRenamed(candidate.route)
      queue.unshift({ ...candidate, isTried: true })
    } else if (result.room !== undefined && mayBeShorter(admitted, candidate)) queue.unshift({ ...candidate, isTried: true, room: result.room })
    else if (result.next === 'stop') break
    if (result.next === 'again') queue.push({ ...candidate, isTried: true, waitSeconds: result.retryAfterSeconds ?? 0 })
  }
  throw last ?? cutOff(routes, clientId)
}
