import { plus, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { limiter } from '@/lib/providers/limits/configured'
import type { Lease, Taken } from '@/lib/providers/limits/limiter'
import { sizeOf } from '@/lib/providers/limits/states'
import type { LimitRule, LimitState } from '@/lib/providers/limits/types'
import type { Caller } from './caller'
import type { Entitlement } from './entitlement'
import type { HoldRow, HoldVerdict } from './hold'
import type { LimitSizes } from './limit-sizes'
import type { HoldAnswer } from './hold-queue'
import { takeHoldWithin } from './metering'
import { noteRefusal } from './metrics'

/** How the nearest limits stand, and in how many seconds they let the next request in (0: at once): what the headers say. */
export type Standing = { requests: LimitState; tokens: LimitState; waitSeconds: number }
export type TakenLimits = Standing & { lease: Lease }

type What = 'requests' | 'requests_hour' | 'requests_day' | 'tokens' | 'concurrent'
type NamedRule = LimitRule & { what: What; name: `${'key' | 'client' | 'instance'}_${What}` }

const tighter = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))

// Written out: rules are made for many requests, and spread objects cost several times as much.
type MakeRule = (what: What, name: NamedRule['name'], key: string, limit: number, cost: number) => NamedRule
const rate = (isReserved: boolean): MakeRule => (what, name, key, limit, cost) => ({ kind: 'rate', periodSeconds: 60, isReserved, what, name, key, limit, cost })
const inWindow = (periodSeconds: 3_600 | 86_400): MakeRule => (what, name, key, limit, cost) => ({ kind: 'window', periodSeconds, what, name, key, limit, cost })
const slots: MakeRule = (what, name, key, limit, cost) => ({ kind: 'slots', what, name, key, limit, cost })
const reserved = rate(true)

/** Every kind of limit a client, a key or an instance can have: which of its sizes, counted how. */
const kinds = [
  { what: 'requests', size: 'requestsPerMinute', ruleOf: rate(false) },
  { what: 'requests_hour', size: 'requestsPerHour', ruleOf: inWindow(3_600) },
  { what: 'requests_day', size: 'requestsPerDay', ruleOf: inWindow(86_400) },
  { what: 'tokens', size: 'tokensPerMinute', ruleOf: reserved },
  { what: 'concurrent', size: 'concurrentRequests', ruleOf: slots },
] as const

/** One request falls under these, with no tokens yet. */
function rulesOf(scope: 'key' | 'client' | 'instance', id: string, sizes: LimitSizes): NamedRule[] {
  const rules: NamedRule[] = []
  for (const { what, size, ruleOf } of kinds) {
    const limit = sizes[size]
    if (limit !== null) rules.push(ruleOf(what, `${scope}_${what}`, `${id}:${what}`, limit, what === 'tokens' ? 0 : 1))
  }
  return rules
}

/** A key's limits: its own or the plan's for every key, whichever is tighter. */
const keySizes = (own: LimitSizes, { keyLimits }: Entitlement): LimitSizes => ({
  requestsPerMinute: tighter(keyLimits.requestsPerMinute, own.requestsPerMinute),
  requestsPerHour: tighter(keyLimits.requestsPerHour, own.requestsPerHour),
  requestsPerDay: tighter(keyLimits.requestsPerDay, own.requestsPerDay),
  tokensPerMinute: tighter(keyLimits.tokensPerMinute, own.tokensPerMinute),
  concurrentRequests: tighter(keyLimits.concurrentRequests, own.concurrentRequests),
})

/** What a private instance takes itself: its requests a minute, and as many at once as it answers or keeps waiting. */
export type OwnLimits = { id: string; requestsPerMinute: number; slots: number }
const waitingPerSlot = 4

const instanceRules = ({ id, requestsPerMinute, slots }: OwnLimits): NamedRule[] =>
  rulesOf('instance', id, { requestsPerMinute, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: slots * (1 + waitingPerSlot) })

type Ruled = { clientId: string; keyId: string | null; limits: LimitSizes; rules: readonly NamedRule[] }
const known = new WeakMap<Entitlement, Ruled>()

/** The rules of one request of this caller; requests of one moment share what was read for them, and so these. */
function allRules({ clientId, keyId, limits }: Caller, plan: Entitlement): readonly NamedRule[] {
  const made = known.get(plan)
  if (made?.limits === limits && made.keyId === keyId && made.clientId === clientId) return made.rules
  const rules = [...rulesOf('client', clientId, plan.limits), ...(keyId ? rulesOf('key', keyId, keySizes(limits, plan)) : [])]
  known.set(plan, { clientId, keyId, limits, rules })
  return rules
}

const withTokens = (rules: readonly NamedRule[], tokens: number): NamedRule[] =>
  rules.map((rule) => (rule.what === 'tokens' ? reserved('tokens', rule.name, rule.key, rule.limit, tokens) : rule))

/** The most tokens one request may reserve here without being refused for ever. */
export const largestReservation = (caller: Caller, plan: Entitlement): number =>
  Math.min(mostAtOnce(plan.limits.tokensPerMinute), mostAtOnce(caller.keyId ? tighter(plan.keyLimits.tokensPerMinute, caller.limits.tokensPerMinute) : null))

const mostAtOnce = (tokensPerMinute: number | null): number => (tokensPerMinute === null ? Infinity : sizeOf(reserved('tokens', 'client_tokens', '', tokensPerMinute, 0)))

/** Where there is no limit the headers say the largest number that every client can read: 0 would tell it to stop. */
const unlimited: LimitState = { limit: Number.MAX_SAFE_INTEGER, remaining: Number.MAX_SAFE_INTEGER, resetSeconds: 0, retrySeconds: 0 }
const none: LimitState = { limit: 0, remaining: 0, resetSeconds: 0, retrySeconds: 0 }
/** How things stand where nothing is let through: for strangers, and while nobody can count. */
export const nothingAllowed: Standing = { requests: none, tokens: none, waitSeconds: 1 }

/** Seconds until one more unit fits. */
export function waitFor(rule: LimitRule, { limit, remaining, resetSeconds }: LimitState): number {
  if (remaining > 0) return 0
  if (rule.kind === 'slots') return 1
  return rule.kind === 'window' ? resetSeconds : Math.max(0, resetSeconds - ((limit - 1) * rule.periodSeconds) / limit)
}

function standingOf(rules: readonly NamedRule[], { states }: Taken): Standing {
  let [requests, tokens]: (LimitState | undefined)[] = []
  let waitSeconds = 0
  for (const [i, rule] of rules.entries()) {
    const state = states[i] ?? unlimited
    waitSeconds = Math.max(waitSeconds, waitFor(rule, state))
    if (rule.what === 'tokens') tokens = !tokens || state.remaining < tokens.remaining ? state : tokens
    else if (rule.what !== 'concurrent') requests = !requests || state.remaining < requests.remaining ? state : requests
  }
  return { requests: requests ?? unlimited, tokens: tokens ?? unlimited, waitSeconds }
}

const noAnswer = (cause: unknown): DomainError => new DomainError('unavailable', { internal: 'the limiter does not answer', cause, retryAfterSeconds: 1 })

/** @throws DomainError unavailable when the store does not answer: never unlimited */
const take = (rules: readonly NamedRule[]): Promise<Taken> => limiter().take(rules).catch((cause: unknown) => { throw noAnswer(cause) })

/** `instance`: the private instance that is asked. `hold`: to be taken in the same batch. */
type TakeOptions = { instance?: OwnLimits | undefined; hold?: HoldRow | undefined }

const takeWith = (rules: NamedRule[], hold: HoldRow | undefined): Promise<HoldAnswer> =>
  hold && rules.length > 0 ? takeHoldWithin(hold, rules) : take(rules).then((taken) => ({ taken }))

/**
 * Takes one request, a slot and `tokens` tokens from every limit of key, client and, where one is asked, instance, or nothing.
 * @returns with a verdict where the hold was asked for too
 * @throws DomainError rate_limited naming the limit, unavailable when the store does not answer (never unlimited)
 */
export async function takeLimits(caller: Caller, plan: Entitlement, tokens: number, clock: Clock, { instance, hold }: TakeOptions = {}): Promise<TakenLimits & { verdict: HoldVerdict | undefined }> {
  const rules = withTokens(allRules(caller, plan), tokens)
  if (instance) rules.push(...instanceRules(instance))
  const { taken, failure, verdict } = await takeWith(rules, hold)
  if (!taken) throw noAnswer(failure)
  const standing = standingOf(rules, taken)
  if (taken.ok) return { requests: standing.requests, tokens: standing.tokens, waitSeconds: standing.waitSeconds, lease: taken.lease, verdict }
  const refused = rules[taken.refusedBy]
  noteRefusal(refused?.name ?? 'unknown')
  if (refused?.kind === 'rate' && refused.cost > sizeOf(refused)) throw new LimitRefusal(standing, { params: { limit: sizeOf(refused), name: refused.name, needed: refused.cost }, retryAfterSeconds: refused.periodSeconds })
  const seconds = Math.max(1, Math.ceil(taken.states[taken.refusedBy]?.retrySeconds ?? 1))
  throw new LimitRefusal(standing, {
    params: { limit: refused?.limit ?? 0, name: refused?.name ?? 'client_requests', seconds, resetsAt: utcMinute(plus(clock.now(), seconds * 1000)) },
    retryAfterSeconds: seconds,
  })
}

/** `2026-11-22 00:00`: hours and days begin at whole minutes. */
export const utcMinute = (at: Date): string => plus(at, 30_000).toISOString().slice(0, 16).replace('T', ' ')

/** How the limits stand, taking nothing. */
export async function readStanding(caller: Caller, plan: Entitlement): Promise<Standing> {
  const rules = allRules(caller, plan).map((rule): NamedRule => ({ ...rule, cost: 0 }))
  return standingOf(rules, await take(rules))
}

/** A 429 that knows how every limit stands, for the headers. */
export class LimitRefusal extends DomainError {
  constructor(readonly limits: Standing, options: ConstructorParameters<typeof DomainError>[1]) {
    super('rate_limited', options)
  }
}

/** Gives back the tokens that were reserved and not used, and the slot. A second call changes nothing. */
export function returnTokens(taken: TakenLimits, unusedTokens: number): void {
  limiter().giveBack(taken.lease, Math.max(0, unusedTokens))
}
