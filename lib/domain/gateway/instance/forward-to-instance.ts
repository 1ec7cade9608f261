import { setTimeout as sleep } from 'node:timers/promises'
import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import { instanceAgent, instanceBaseUrl } from '@/lib/providers/inference/instance-agents'
import { callUpstream } from '@/lib/providers/inference/openai-compatible'
import { InferenceFailure, type InferenceAnswer, type InferenceTarget } from '@/lib/providers/inference/types'
import { instanceSecret } from '@/lib/providers/instance-runtime/instance-secret'
import type { InstanceEndpoint } from '@/lib/providers/instance-runtime/types'
import type { Admitted } from '../admit'
import { ForwardError, upstreamPaths, type Forwarded } from '../forward-error'
import type { Presence } from '../presence'
import { bodyFor } from '../upstream-body'
import { verdictOnAnswer, verdictOnFailure, type Verdict } from '../upstream-error'
import type { InstanceRoute } from './instance-route'
import { noteRequest } from './last-request'
import { reach, type Patience } from './reach'
import { waking } from './standing'

/** A server that asks to be left alone for a moment is asked again so often. */
const mostBusy = 5

function targetOf(instance: InstanceRoute, endpoint: InstanceEndpoint): InferenceTarget {
  return {
    baseUrl: instanceBaseUrl(endpoint), token: instanceSecret(instance), timeoutMs: env().GATEWAY_UPSTREAM_TIMEOUT_MS,
    // Its manager wrote the address: it is ours, whatever network it lies in.
    isTrusted: true, through: instanceAgent(instance.id, endpoint), isAskedOnce: true,
  }
}

/** Nobody listened there: nothing was sent, so it may be asked wherever it comes up next. */
const isNotThere = (error: unknown): boolean =>
  error instanceof InferenceFailure && error.cause instanceof Error && ['ENOENT', 'ECONNREFUSED', 'EAGAIN'].includes(String(Reflect.get(error.cause, 'code')))

async function ask(admitted: Admitted, instance: InstanceRoute, endpoint: InstanceEndpoint): Promise<InferenceAnswer | Verdict | 'not_there'> {
  try {
    const answer = await callUpstream(targetOf(instance, endpoint), upstreamPaths[admitted.request.kind], bodyFor(admitted, { upstreamModel: admitted.model.servedName ?? '' }))
    return answer.status === 200 ? answer : await verdictOnAnswer(answer, admitted.request.kind)
  } catch (error) {
    return isNotThere(error) ? 'not_there' : verdictOnFailure(error)
  }
}

/** It did not begin and says when to come again: all places taken, the model loading, the server about to end. */
const comesBack = ({ next, blame, retryAfterSeconds }: Verdict): boolean => next === 'again' && (blame === 'busy' || retryAfterSeconds !== null)

/**
 * Sends the request to the client's own instance: waits for one that sleeps or starts, and for one that went away under a request that
 * it has not seen. What it has begun is not asked for twice.
 * @throws ForwardError instance_waking, instance_stopped, instance_suspended, instance_failed, upstream_failed, upstream_timeout, upstream_unavailable, unsupported, context_length_exceeded
 */
export async function forwardToInstance(admitted: Admitted, instance: InstanceRoute, signal?: Presence): Promise<Forwarded> {
  noteRequest(admitted.requestId, instance.id)
  const patience: Patience = { until: performance.now() + env().INSTANCE_WAKE_MS, signal }
  let [known, attempts, busy]: [InstanceRoute | null, number, number] = [instance, 0, 0]
  const fail = (error: DomainError): ForwardError => new ForwardError(error, instance.id, attempts)
  for (;;) {
    const endpoint = await reach(admitted, instance, known, patience).catch((error: unknown) => { throw error instanceof DomainError ? fail(error) : error })
    known = null
    attempts += 1
    const result = await ask(admitted, instance, endpoint)
    if (result === 'not_there') {
      if (performance.now() >= patience.until || signal?.aborted) throw fail(waking(instance))
      await sleep(250)
      continue
    }
    if ('body' in result) return { answer: result, upstreamId: instance.id, attempts, tries: [] }
    log.warn({ requestId: admitted.requestId, instanceId: instance.id, err: result.error }, 'an instance did not answer well')
    if (!comesBack(result) || ++busy >= mostBusy) throw fail(result.error)
    await sleep(Math.max(result.retryAfterSeconds ?? 0, 0.25) * 1000)
  }
}
