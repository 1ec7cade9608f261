import { setTimeout as sleep } from 'node:timers/promises'
import { plus, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { utcWindow, utcWindows } from '@/lib/kernel/utc-window'
import { readSpendCap } from '../keys/platform/read-spend-cap'
import { callerFor, type Caller } from './caller'
import { readEntitlement, type Entitlement } from './entitlement'
import { planHold, type HoldAsk, type HoldPlan } from './funding'
import type { HeldRequest, HoldRow } from './hold'
import { onlyYes, StaleFacts } from './kept-facts'
import { returnTokens, utcMinute, type TakenLimits } from './limits'
import { longestRequestMs } from './longest-request'
import { takeHold } from './metering'
import { modelAndLimits, type ModelAndLimits } from './model-and-limits'
import type { ModelRoute } from './model-route'
import { isStreaming, type InferenceRequest } from './request'
import type { Sizes } from './sizes'

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

const planTries = 8

function assertMayInfer(caller: Caller): void {
  if (caller.isSuspended) throw new DomainError('client_suspended')
  if (!caller.scopes.includes('inference')) throw new DomainError('forbidden', { params: { permission: 'gateway.infer', scope: 'inference' } })
}

/** Why no hold can be planned: the key's cap that leaves least, or the client's money. */
async function refusal({ keyId, clientId }: Caller, { funds, keyLeft, currency }: Entitlement, ask: HoldAsk, floor: number, now: Date): Promise<DomainError> {
  const isOwnCap = funds.keyPicos !== null && planHold({ ...funds, keyPicos: null }, ask, floor) !== null
  const window = utcWindows.find((one) => keyLeft[one] !== null && keyLeft[one] === funds.keyPicos)
  if (!isOwnCap || !window || keyId === null) return new DomainError('insufficient_funds')
  const cap = await readSpendCap(clientId, keyId, window)
  return new DomainError('spend_cap_reached', { params: { window, cap, currency, resetsAt: utcMinute(utcWindow(window, now).end) } })
}

/** `isOwn`: a client's own instance, which is paid by the hour: what a plan includes are tokens of the operator's models. */
type Ask = HoldAsk & { isOwn: boolean }

const askOf = (model: ModelRoute, { promptTokens, outputTokens }: Sizes): Ask => ({ promptTokens, outputTokens, rate: model.rate, isOwn: model.instance !== undefined })
const planFor = ({ funds }: Entitlement, ask: Ask, floor: number): HoldPlan | null => planHold(ask.isOwn ? { ...funds, allowanceTokens: 0n } : funds, ask, floor)

/**
 * Whether kept facts are enough for this plan. What is left of allowance and wallet changes all the time and is no part of their version;
 * the statement that takes the hold guards it. But which of them comes first, and whether the answer must be shorter, is seen for certain
 * only while the first source with anything in it pays for the whole.
 */
function isCertain({ hasAllowance, walletId, funds }: Entitlement, plan: HoldPlan | null, { outputTokens }: Sizes): boolean {
  if (!plan || plan.outputTokens !== outputTokens || funds.keyPicos !== null) return false
  if (hasAllowance) return plan.walletPicos === 0n && plan.overagePicos === 0n
  return plan.allowanceTokens === 0n && (walletId === null || plan.overagePicos === 0n)
}

type Asker = { requestId: string; caller: Caller; request: InferenceRequest; startedAt: Date }

function rowOf({ requestId, caller, request, startedAt }: Asker, model: ModelRoute, { usagePeriodId, walletId, funds }: Entitlement, plan: HoldPlan, clock: Clock, version: number | undefined): HoldRow {
  const { clientId, keyId } = caller
  const { allowanceTokens, walletPicos, overagePicos } = plan
  const keyPicos = funds.keyPicos === null ? 0n : plan.keyPicos // of a key without caps nothing is held
  const [held, expiresAt] = [heldRequest(caller, request, model, startedAt), plus(clock.now(), longestRequestMs())]
  return { version, id: requestId, clientId, usagePeriodId, walletId, keyId, request: held, allowanceTokens, walletPicos, overagePicos, keyPicos, expiresAt }
}

/**
 * Plans and takes the hold; plans anew when others were faster, also than the one that was asked for with the limits.
 * @throws DomainError insufficient_funds, spend_cap_reached, unavailable
 */
async function hold(asker: Asker, plan: Entitlement, { model, sizes, first }: ModelAndLimits, clock: Clock): Promise<HoldPlan> {
  const { caller: { clientId, keyId } } = asker
  if (first?.verdict === 'taken') return first.plan
  let current = first ? await readEntitlement(clientId, keyId, clock.now()) : plan
  for (let attempt = 0; attempt < planTries; attempt++) {
    const planned = planFor(current, askOf(model, sizes), sizes.floor)
    if (!planned) throw await refusal(asker.caller, current, askOf(model, sizes), sizes.floor, clock.now())
    // Once any statement has checked the version, the facts are as good as fresh ones.
    const version = current === plan ? asker.caller.kept?.version : undefined
    if (await takeHold(rowOf(asker, model, current, planned, clock, version)) === 'taken') return planned
    if (attempt > 1) await sleep(Math.random() * 20 * attempt)
    current = await readEntitlement(clientId, keyId, clock.now())
  }
  throw new DomainError('unavailable', { internal: 'the hold was outrun every time', retryAfterSeconds: 1 })
}

const heldRequest = ({ keyId, userId, source }: Caller, request: InferenceRequest, model: ModelRoute, createdAt: Date): HeldRequest => ({
  keyId, userId, source, modelId: model.id, modelSlug: model.slug, modelPriceId: model.priceId, endpoint: request.kind, isStream: isStreaming(request),
  currency: model.rate.currency, createdAt,
})

/** Model, limits, and mostly the hold too. */
async function askToLetIn(asker: Asker, clock: Clock): Promise<{ plan: Entitlement; letIn: ModelAndLimits }> {
  const { caller, request, startedAt } = asker
  try {
    assertMayInfer(caller)
    const plan = await (caller.plan ?? readEntitlement(caller.clientId, caller.keyId, startedAt))
    const letIn = await modelAndLimits(caller, request, plan, startedAt, clock, (model, sizes) => {
      const planned = planFor(plan, askOf(model, sizes), sizes.floor)
      if (caller.kept && !isCertain(plan, planned, sizes)) throw new StaleFacts(model.slug)
      return planned ? { plan: planned, row: rowOf(asker, model, plan, planned, clock, caller.kept?.version) } : undefined
    })
    return { plan, letIn }
  } catch (error) {
    throw onlyYes(caller.kept !== undefined, error)
  }
}

/**
 * Everything that stands before forwarding: who, which model, limits, money.
 * @throws DomainError (401 is the edge's) 400, 402, 403, 404, 429, 503; StaleFacts where the caller's are kept and do not do
 */
export async function admit(requestId: string, by: Caller, request: InferenceRequest, clock: Clock): Promise<Admitted> {
  const caller = callerFor(by, request.body.model)
  const startedAt = clock.now()
  const asker = { requestId, caller, request, startedAt }
  const { plan, letIn } = await askToLetIn(asker, clock)
  const { model, limits, sizes: { promptTokens, outputTokens, asked } } = letIn
  try {
    const taken = await hold(asker, plan, letIn, clock)
    const held = heldRequest(caller, request, model, startedAt)
    return { requestId, caller, request, model, hold: taken, held, promptTokens, reservedTokens: promptTokens + outputTokens, limits, isLowered: taken.outputTokens < asked, keepsPrompts: plan.keepsPrompts, startedAt }
  } catch (error) {
    returnTokens(limits, promptTokens + outputTokens)
    throw error
  }
}
