import type { Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { Caller } from './caller'
import type { Entitlement } from './entitlement'
import type { HoldPlan } from './funding'
import { findInstance, isInstanceModel } from './instance/find-instance'
import { assertMayAnswer } from './instance/standing'
import { returnTokens, takeLimits, type TakenLimits } from './limits'
import type { HoldRow, HoldVerdict } from './hold'
import { findModelRoute, modelRouteOf, rememberedRoute, type ModelRoute } from './model-route'
import type { InferenceRequest } from './request'
import { sizesOf, type Sizes } from './sizes'

/** `first`: the hold that was asked for together with the limits, and what came of it. */
export type ModelAndLimits = { model: ModelRoute; sizes: Sizes; limits: TakenLimits; first: (FirstHold & { verdict: HoldVerdict }) | undefined }
export type FirstHold = { plan: HoldPlan; row: HoldRow }
/** The hold to ask for first, once model and sizes are known; undefined where the money is not there. */
export type PlanFirst = (model: ModelRoute, sizes: Sizes) => FirstHold | undefined

function assertFits(caller: Caller, request: InferenceRequest, model: ModelRoute): void {
  const kind = request.kind === 'embeddings' ? 'embedding' : 'chat'
  if (model.kind !== kind) throw new DomainError('unsupported', { field: 'model', internal: `${model.slug} is no ${kind} model` })
  if (caller.models.length > 0 && !caller.models.includes(model.slug)) throw new DomainError('model_not_allowed', { field: 'model', params: { model: model.slug, by: 'key' } })
}

async function take(caller: Caller, request: InferenceRequest, model: ModelRoute, plan: Entitlement, clock: Clock, planFirst?: PlanFirst): Promise<ModelAndLimits> {
  assertFits(caller, request, model)
  const sizes = sizesOf(caller, request, model, plan)
  const first = planFirst?.(model, sizes)
  const limits = await takeLimits(caller, plan, sizes.promptTokens + sizes.outputTokens, clock, { instance: model.instance, hold: first?.row })
  return { model, sizes, limits, first: first && limits.verdict ? { plan: first.plan, row: first.row, verdict: limits.verdict } : undefined }
}

/** An instance of the client's own: found first, because only then it is known whose limits count. */
async function instanceAndLimits(caller: Caller, request: InferenceRequest, plan: Entitlement, now: Date, clock: Clock, planFirst: PlanFirst): Promise<ModelAndLimits> {
  const model = await findInstance(caller.clientId, request.body.model, plan.currency, request.kind, now)
  assertMayAnswer(model.instance)
  return take(caller, request, model, plan, clock, planFirst)
}

const giveBack = ({ limits, sizes }: ModelAndLimits): void => returnTokens(limits, sizes.promptTokens + sizes.outputTokens)

/**
 * The model as it is now, and the limits that the request falls under. A key that asks for the same model as last time had it
 * read together with the key. Else both are asked for at once where the model was met before: limits are then taken by what is
 * remembered of it, and taken anew should it have changed since.
 * @throws DomainError not_found, model_not_allowed, unsupported, not_configured, rate_limited, unavailable, instance_stopped, instance_suspended, instance_failed
 */
export async function modelAndLimits(caller: Caller, request: InferenceRequest, plan: Entitlement, now: Date, clock: Clock, planFirst: PlanFirst): Promise<ModelAndLimits> {
  if (isInstanceModel(request.body.model)) return instanceAndLimits(caller, request, plan, now, clock, planFirst)
  const asked = [request.body.model, plan.planVersionId, plan.currency] as const
  if (caller.route?.slug === request.body.model) return take(caller, request, modelRouteOf(caller.route.row, ...asked), plan, clock, planFirst)
  const guess = rememberedRoute(...asked)
  const guessed = guess && take(caller, request, guess, plan, clock)
  const [model, taken] = await Promise.allSettled([findModelRoute(...asked, now), guessed])
  if (caller.habit && model.status === 'fulfilled') caller.habit.slug = request.body.model
  const isRight = model.status === 'fulfilled' && guess?.stamp === model.value.stamp
  if (isRight && taken.status === 'rejected') throw taken.reason as Error
  if (isRight && taken.status === 'fulfilled' && taken.value) return { model: model.value, sizes: taken.value.sizes, limits: taken.value.limits, first: taken.value.first }
  if (taken.status === 'fulfilled' && taken.value) giveBack(taken.value)
  if (model.status === 'rejected') throw model.reason as Error
  return take(caller, request, model.value, plan, clock, planFirst)
}
