import { plus, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { limiter } from '@/lib/providers/limits/configured'
import type { Lease, Taken } from '@/lib/providers/limits/limiter'
import type { LimitRule, LimitState } from '@/lib/providers/limits/types'
import type { Caller } from './caller'
import type { Entitlement } from './entitlement'
import { takeHoldWithin, type HoldRow, type HoldVerdict } from './metering'
import { noteRefusal } from './metrics'

/** How large each limit is; null = none of this kind. */
export type LimitSizes = {
  requestsPerMinute: number | null
  requestsPerHour: number | null
  requestsPerDay: number | null
  tokensPerMinute: number | null
  concurrentRequests: number | null
}

/** How the nearest limits stand, and in how many seconds they let the next request in (0: at once): what the headers say. */
export type Standing = { requests: LimitState; tokens: LimitState; waitSeconds: number }
export type TakenLimits = Standing & { lease: Lease }

type What = 'requests' | 'requests_hour' | 'requests_day' | 'tokens' | 'concurrent'
type NamedRule = LimitRule & { what: What; name: `${'key' | 'client' | 'instance'}_${What}` }

const tighter = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))

/** Every kind of limit a client, a key or an instance can have: which of its sizes, counted how. */
const kinds = [
  { what: 'requests', size: 'requestsPerMinute', counted: { kind: 'rate', periodSeconds: 60, isReserved: false } },
  { what: 'requests_hour', size: 'requestsPerHour', counted: { kind: 'window', periodSeconds: 3_600 } },
  { what: 'requests_day', size: 'requestsPerDay', counted: { kind: 'window', periodSeconds: 86_400 } },
  { what: 'tokens', size: 'tokensPerMinute', counted: { kind: 'rate', periodSeconds: 60, isReserved: true } },
  { what: 'concurrent', size: 'concurrentRequests', counted: { kind: 'slots' } },
] as const

function rulesOf(scope: 'key' | 'client' | 'instance', id: string, sizes: LimitSizes, tokens: number, requests: number): NamedRule[] {
  const rules: NamedRule[] = []
  for (const { what, size, counted } of kinds) {
    const limit = sizes[size]
    if (limit !== null) rules.push({ ...counted, what, name: `${scope}_${what}`, key: `${id}:${what}`, limit, cost: what === 'tokens' ? tokens : requests })
  }
  return rules
}

/** A key's limits: its own or the plan's for every key, whichever is tighter. */
const keySizes = (caller: Caller, plan: Entitlement): LimitSizes => ({
  requestsPerMinute: tighter(plan.keyLimits.requestsPerMinute, caller.limits.requestsPerMinute),
  requestsPerHour: tighter(plan.keyLimits.requestsPerHour, caller.limits.requestsPerHour),
  requestsPerDay: tighter(plan.keyLimits.requestsPerDay, caller.limits.requestsPerDay),
  tokensPerMinute: tighter(plan.keyLimits.tokensPerMinute, caller.limits.tokensPerMinute),
  concurrentRequests: tighter(plan.keyLimits.concurrentRequests, caller.limits.concurrentRequests),
})

/** What a private instance takes itself: its requests a minute, and as many at once as it answers or keeps waiting. */
export type OwnLimits = { id: string; requestsPerMinute: number; slots: number }
const waitingPerSlot = 4

const instanceRules = ({ id, requestsPerMinute, slots }: OwnLimits): NamedRule[] =>
  rulesOf('instance', id, { requestsPerMinute, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: slots * (1 + waitingPerSlot) }, 0, 1)

const allRules = (caller: Caller, plan: Entitlement, tokens: number, requests: number): NamedRule[] => [
  ...rulesOf('client', caller.clientId, plan.limits, tokens, requests),
  ...(caller.keyId ? rulesOf('key', caller.keyId, keySizes(caller, plan), tokens, requests) : []),
]

/** The most tokens one request may reserve here without being refused for ever. */
export const largestReservation = (caller: Caller, plan: Entitlement): number =>
  Math.min(plan.limits.tokensPerMinute ?? Infinity, (caller.keyId ? keySizes(caller, plan).tokensPerMinute : null) ?? Infinity)

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

function nearest(rules: NamedRule[], states: LimitState[], kinds: What[]): LimitState {
  const found = states.filter((_state, i) => kinds.includes(rules[i]?.what ?? 'concurrent'))
  return found.length === 0 ? unlimited : found.reduce((a, b) => (b.remaining < a.remaining ? b : a))
}

const standingOf = (rules: NamedRule[], { states }: Taken): Standing => ({
  requests: nearest(rules, states, ['requests', 'requests_hour', 'requests_day']), tokens: nearest(rules, states, ['tokens']),
  waitSeconds: rules.reduce((longest, rule, i) => Math.max(longest, waitFor(rule, states[i] ?? unlimited)), 0),
})

const noAnswer = (cause: unknown): DomainError => new DomainError('unavailable', { internal: 'the limiter does not answer', cause, retryAfterSeconds: 1 })

/** @throws DomainError unavailable when the store does not answer: never unlimited */
const take = (rules: NamedRule[]): Promise<Taken> => limiter().take(rules).catch((cause: unknown) => { throw noAnswer(cause) })

/** `instance`: the private instance that is asked. `hold`: to be taken in the same batch. */
type TakeOptions = { instance?: OwnLimits | undefined; hold?: HoldRow | undefined }

async function takeWith(rules: NamedRule[], hold: HoldRow | undefined): Promise<{ taken: Taken; verdict?: HoldVerdict }> {
  if (!hold || rules.length === 0) return { taken: await take(rules) }
  const { taken, failure, ...verdict } = await takeHoldWithin(hold, rules)
  if (!taken) throw noAnswer(failure)
  return { taken, ...verdict }
}

/**
 * Takes one request, a slot and `tokens` tokens from every limit of key, client and, where one is asked, instance, or nothing.
 * @returns with a verdict where the hold was asked for too
 * @throws DomainError rate_limited naming the limit, unavailable when the store does not answer (never unlimited)
 */
export async function takeLimits(caller: Caller, plan: Entitlement, tokens: number, clock: Clock, { instance, hold }: TakeOptions = {}): Promise<TakenLimits & { verdict?: HoldVerdict }> {
  const rules = [...allRules(caller, plan, tokens, 1), ...(instance ? instanceRules(instance) : [])]
  const { taken, verdict } = await takeWith(rules, hold)
  const standing = standingOf(rules, taken)
  if (taken.ok) return { ...standing, lease: taken.lease, ...(verdict ? { verdict } : {}) }
  const refused = rules[taken.refusedBy]
  noteRefusal(refused?.name ?? 'unknown')
  if (refused?.kind === 'rate' && refused.cost > refused.limit) throw new LimitRefusal(standing, { params: { limit: refused.limit, name: refused.name, needed: refused.cost }, retryAfterSeconds: refused.periodSeconds })
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
  const rules = allRules(caller, plan, 0, 0)
  return standingOf(rules, await take(rules))
}

/** A 429 that knows how every limit stands, for the headers. */
export class LimitRefusal extends DomainError {
  constructor(readonly limits: Standing, options: ConstructorParameters<typeof DomainError>[1]) {
    super('rate_limited', options)
  }
}

/** Gives back the tokens that were reserved and not used, and the slot. A second call changes nothing. */
export async function returnTokens(taken: TakenLimits, unusedTokens: number): Promise<void> {
  limiter().giveBack(taken.lease, Math.max(0, unusedTokens))
}
