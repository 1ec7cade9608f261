import { returnRateLimits, takeRateLimits, type RateRule, type RateState } from '@/lib/db/rate-limit'
import { DomainError } from '@/lib/kernel/error'
import type { Caller } from './caller'
import type { Entitlement } from './entitlement'

export type TakenLimits = { requests: RateState; tokens: RateState; tokenRules: RateRule[] }

type NamedRule = RateRule & { name: 'key_requests' | 'key_tokens' | 'client_requests' | 'client_tokens' }

const perMinute = 60
const tighter = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))

function rulesFor(caller: Caller, plan: Entitlement, tokens: number): NamedRule[] {
  const rules: NamedRule[] = [
    { name: 'client_requests', key: `req:${caller.clientId}`, limit: plan.requestsPerMinute, periodSeconds: perMinute, cost: 1 },
    { name: 'client_tokens', key: `tok:${caller.clientId}`, limit: plan.tokensPerMinute, periodSeconds: perMinute, cost: tokens },
  ]
  if (!caller.keyId) return rules
  const [keyRequests, keyTokens] = [tighter(plan.keyRequestsPerMinute, caller.requestsPerMinute), tighter(plan.keyTokensPerMinute, caller.tokensPerMinute)]
  if (keyRequests !== null) rules.push({ name: 'key_requests', key: `req:${caller.keyId}`, limit: keyRequests, periodSeconds: perMinute, cost: 1 })
  if (keyTokens !== null) rules.push({ name: 'key_tokens', key: `tok:${caller.keyId}`, limit: keyTokens, periodSeconds: perMinute, cost: tokens })
  return rules
}

/** The most tokens one request may reserve here without being refused for ever. */
export const largestReservation = (caller: Caller, plan: Entitlement): number =>
  Math.min(plan.tokensPerMinute, ...(caller.keyId ? [tighter(plan.keyTokensPerMinute, caller.tokensPerMinute) ?? Infinity] : []))

const nearest = (rules: NamedRule[], states: RateState[], kind: 'requests' | 'tokens'): RateState =>
  states.filter((_state, i) => rules[i]?.name.endsWith(kind)).reduce((a, b) => (b.remaining < a.remaining ? b : a))

/**
 * Takes one request and `tokens` tokens from every rule of key and client, or nothing.
 * @throws DomainError rate_limited naming the limit, unavailable when the store does not answer (never unlimited)
 */
export async function takeLimits(caller: Caller, plan: Entitlement, tokens: number): Promise<TakenLimits> {
  const rules = rulesFor(caller, plan, tokens)
  const verdict = await takeRateLimits(rules).catch((cause: unknown) => {
    throw new DomainError('unavailable', { internal: 'the limiter does not answer', cause, retryAfterSeconds: 1 })
  })
  const limits = { requests: nearest(rules, verdict.states, 'requests'), tokens: nearest(rules, verdict.states, 'tokens') }
  if (verdict.ok) return { ...limits, tokenRules: rules.filter((rule) => rule.name.endsWith('tokens')) }
  const refused = rules[verdict.refusedBy]
  throw new LimitRefusal(limits, {
    params: { limit: refused?.limit ?? 0, name: refused?.name ?? 'client_requests', seconds: Math.max(1, Math.ceil(verdict.retryAfterSeconds)) },
    retryAfterSeconds: verdict.retryAfterSeconds,
  })
}

/** A 429 that knows how every limit stands, for the headers. */
export class LimitRefusal extends DomainError {
  constructor(readonly limits: { requests: RateState; tokens: RateState }, options: ConstructorParameters<typeof DomainError>[1]) {
    super('rate_limited', options)
  }
}

/** Gives back the tokens that were reserved and not used. */
export async function returnTokens(taken: TakenLimits, unusedTokens: number): Promise<void> {
  if (unusedTokens > 0) await returnRateLimits(taken.tokenRules.map((rule) => ({ ...rule, cost: unusedTokens })))
}
