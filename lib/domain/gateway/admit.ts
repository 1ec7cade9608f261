import { setTimeout as sleep } from 'node:timers/promises'
import { minutes, plus, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { utcWindow, utcWindows } from '@/lib/kernel/utc-window'
import type { Caller } from './caller'
import { readEntitlement, type Entitlement } from './entitlement'
import { planHold, type HoldAsk, type HoldPlan } from './funding'
import { returnTokens, type TakenLimits } from './limits'
import { takeHold, type HeldRequest } from './metering'
import { modelAndLimits } from './model-and-limits'
import type { ModelRoute } from './model-route'
import { isStreaming, type InferenceRequest } from './request'

/** A request that was let in: its model and price, what it holds, and how the limits stand. */
export type Admitted = {
  requestId: string
  caller: Caller
  request: InferenceRequest
  model: ModelRoute
  hold: HoldPlan
  /** What the usage row will say of it, kept with the hold. */
  held: HeldRequest
  promptTokens: number
  reservedTokens: number
  limits: TakenLimits
  /** Whether less is generated than was asked for, because that is what the balance pays. */
  isLowered: boolean
  /** Whether the client wants the prompt and the answer stored. */
  keepsPrompts: boolean
  startedAt: Date
}

/** How long a hold may stay open: longer than any stream is let run. */
const holdMs = minutes(15)
const planTries = 8

function assertMayInfer(caller: Caller): void {
  if (caller.isSuspended) throw new DomainError('client_suspended')
  if (!caller.scopes.includes('inference')) throw new DomainError('forbidden', { params: { permission: 'gateway.infer' } })
}

/** Why no hold can be planned: the key's cap that leaves least, or the client's money. */
function refusal({ funds, keyLeft }: Entitlement, ask: HoldAsk, floor: number, now: Date): DomainError {
  const isOwnCap = funds.keyPicos !== null && planHold({ ...funds, keyPicos: null }, ask, floor) !== null
  const window = utcWindows.find((one) => keyLeft[one] !== null && keyLeft[one] === funds.keyPicos)
  if (!isOwnCap || !window) return new DomainError('insufficient_funds')
  return new DomainError('spend_cap_reached', { params: { window, resetsAt: utcWindow(window, now).end.toISOString() } })
}

/**
 * Plans and takes the hold; plans anew when others were faster. What a plan includes are tokens of the operator's models: a client's own
 * instance (`isOwn`) is paid by the hour and takes none of them.
 * @throws DomainError insufficient_funds, spend_cap_reached, unavailable
 */
async function hold(requestId: string, { clientId, keyId }: Caller, request: HeldRequest, plan: Entitlement, ask: HoldAsk & { isOwn: boolean }, floor: number, clock: Clock): Promise<HoldPlan> {
  let current = plan
  const { isOwn } = ask
  for (let attempt = 0; attempt < planTries; attempt++) {
    const planned = planHold(isOwn ? { ...current.funds, allowanceTokens: 0n } : current.funds, ask, floor)
    if (!planned) throw refusal(current, ask, floor, clock.now())
    const { outputTokens: _outputTokens, ...taken } = planned
    const { usagePeriodId, walletId } = current
    const verdict = await takeHold({ ...taken, id: requestId, clientId, usagePeriodId, walletId, keyId, request, expiresAt: plus(clock.now(), holdMs) })
    if (verdict === 'taken') return planned
    if (attempt > 1) await sleep(Math.random() * 20 * attempt)
    current = await readEntitlement(clientId, keyId, clock.now())
  }
  throw new DomainError('unavailable', { internal: 'the hold was outrun every time', retryAfterSeconds: 1 })
}

const heldRequest = ({ keyId, userId, source }: Caller, request: InferenceRequest, model: ModelRoute, createdAt: Date): HeldRequest => ({
  keyId, userId, source, modelId: model.id, modelSlug: model.slug, modelPriceId: model.priceId, endpoint: request.kind, isStream: isStreaming(request),
  currency: model.rate.currency, createdAt,
})

/**
 * Everything that stands before forwarding: who, which model, limits, money.
 * @throws DomainError (401 is the edge's) 400, 402, 403, 404, 429, 503
 */
export async function admit(requestId: string, caller: Caller, request: InferenceRequest, clock: Clock): Promise<Admitted> {
  assertMayInfer(caller)
  const startedAt = clock.now()
  const plan = await (caller.plan ?? readEntitlement(caller.clientId, caller.keyId, startedAt))
  const { model, limits, sizes: { promptTokens, outputTokens, asked, floor } } = await modelAndLimits(caller, request, plan, startedAt, clock)
  try {
    const held = heldRequest(caller, request, model, startedAt)
    const taken = await hold(requestId, caller, held, plan, { promptTokens, outputTokens, rate: model.rate, isOwn: model.instance !== undefined }, floor, clock)
    return { requestId, caller, request, model, hold: taken, held, promptTokens, reservedTokens: promptTokens + outputTokens, limits, isLowered: taken.outputTokens < asked, keepsPrompts: plan.keepsPrompts, startedAt }
  } catch (error) {
    await returnTokens(limits, promptTokens + outputTokens)
    throw error
  }
}
