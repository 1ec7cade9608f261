import { minutes, plus, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { Caller } from './caller'
import { mostPromptTokens } from './count-tokens'
import { readEntitlement, type Entitlement } from './entitlement'
import { planHold, type HoldPlan } from './funding'
import { largestReservation, returnTokens, takeLimits, type TakenLimits } from './limits'
import { takeHold, type HeldRequest } from './metering'
import { findModelRoute, type ModelRoute } from './model-route'
import { askedOutput, isStreaming, messageCount, promptOf, type InferenceRequest } from './request'

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
  startedAt: Date
}

/** An answer shorter than this is not worth starting. */
const floorTokens = 16
/** How long a hold may stay open: longer than any stream is let run. */
const holdMs = minutes(15)
const planTries = 5

function assertMayInfer(caller: Caller): void {
  if (caller.isSuspended) throw new DomainError('client_suspended')
  if (!caller.scopes.includes('inference')) throw new DomainError('forbidden', { params: { permission: 'gateway.infer' } })
}

function assertFits(caller: Caller, request: InferenceRequest, model: ModelRoute): void {
  const kind = request.kind === 'embeddings' ? 'embedding' : 'chat'
  if (model.kind !== kind) throw new DomainError('unsupported', { field: 'model', internal: `${model.slug} is no ${kind} model` })
  if (caller.models.length > 0 && !caller.models.includes(model.slug)) throw new DomainError('model_not_allowed', { field: 'model', params: { model: model.slug, by: 'key' } })
}

/** Tokens to reserve: the prompt at its upper bound and the answer as far as request, model, plan and limits let it go. */
function sizes(caller: Caller, request: InferenceRequest, model: ModelRoute, plan: Entitlement): { promptTokens: number; outputTokens: number; asked: number } {
  const systemBytes = Buffer.byteLength(model.systemPrompt ?? '')
  const promptTokens = Math.min(mostPromptTokens(JSON.stringify(request.body), messageCount(request)) + systemBytes, model.contextTokens)
  if (request.kind === 'embeddings') return { promptTokens: mostPromptTokens(promptOf(request)), outputTokens: 0, asked: 0 }
  const asked = Math.min(askedOutput(request) ?? model.maxOutputTokens, model.maxOutputTokens, plan.maxOutputTokens)
  const room = largestReservation(caller, plan) - promptTokens
  return { promptTokens, outputTokens: Math.max(Math.min(asked, room), Math.min(asked, floorTokens)), asked }
}

/**
 * Plans and takes the hold; plans anew when others were faster.
 * @throws DomainError insufficient_funds, unavailable
 */
async function hold(requestId: string, clientId: string, request: HeldRequest, plan: Entitlement, ask: Parameters<typeof planHold>[1], clock: Clock): Promise<HoldPlan> {
  let current = plan
  for (let attempt = 0; attempt < planTries; attempt++) {
    const planned = planHold(current.funds, ask, floorTokens)
    if (!planned) throw new DomainError('insufficient_funds')
    const { usagePeriodId, walletId } = current
    const isTaken = await takeHold({ ...planned, id: requestId, clientId, usagePeriodId, walletId, request, expiresAt: plus(clock.now(), holdMs) })
    if (isTaken) return planned
    current = await readEntitlement(clientId, clock.now())
  }
  throw new DomainError('unavailable', { internal: 'the hold was outrun every time', retryAfterSeconds: 1 })
}

const heldRequest = ({ keyId, userId, source }: Caller, request: InferenceRequest, model: ModelRoute, createdAt: Date): HeldRequest => ({
  keyId, userId, source, modelId: model.id, modelSlug: model.slug, modelPriceId: model.priceId, endpoint: request.kind, isStream: isStreaming(request),
  currency: model.rate.currency, createdAt,
})

/**
 * Everything that stands before forwarding: who, which model, limits, money.
 * @throws DomainError (401 is the edge's) 402, 403, 404, 422, 429, 503
 */
export async function admit(requestId: string, caller: Caller, request: InferenceRequest, clock: Clock): Promise<Admitted> {
  assertMayInfer(caller)
  const startedAt = clock.now()
  const plan = await readEntitlement(caller.clientId, startedAt)
  const model = await findModelRoute(request.body.model, plan.planVersionId, plan.currency, startedAt)
  assertFits(caller, request, model)
  const { promptTokens, outputTokens, asked } = sizes(caller, request, model, plan)
  const limits = await takeLimits(caller, plan, promptTokens + outputTokens)
  try {
    const held = heldRequest(caller, request, model, startedAt)
    const taken = await hold(requestId, caller.clientId, held, plan, { promptTokens, outputTokens, rate: model.rate }, clock)
    return { requestId, caller, request, model, hold: taken, held, promptTokens, reservedTokens: promptTokens + outputTokens, limits, isLowered: taken.outputTokens < asked, startedAt }
  } catch (error) {
    await returnTokens(limits, promptTokens + outputTokens)
    throw error
  }
}
