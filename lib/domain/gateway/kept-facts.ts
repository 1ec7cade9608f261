import { DomainError } from '@/lib/kernel/error'
import type { KeyRow } from '../keys/platform/verify-api-key'
import type { EntitlementRow } from './entitlement'
import type { RouteRow } from './model-route'

/** All that is to be known of a request: its key, what its client may do, and the model that this key is expected to ask for. */
export type Facts = { key: KeyRow; plan: EntitlementRow | null; route: RouteRow | null }

/**
 * What was read for an earlier request. It is of a version, which the statement that takes a hold compares with the database's: a hold is
 * only taken by facts that are still true. Kept facts may only say yes; whatever they would refuse is decided by fresh ones.
 */
export type KeptFacts = Facts & { version: number; untilMs: number }

const mostKept = 10_000
/** A second belt: a change that no version told of counts after this long. */
const longestMs = 5_000

const kept = new Map<string, KeptFacts>()
const nameOf = (key: string, slug: string): string => `${key} ${slug}`

const isPositive = (amount: string): boolean => amount !== '0' && !amount.startsWith('-')

/** Whether the source that pays first has anything: while it has not, each request is planned by a fresh read anyway. */
const hasMoney = ({ hasAllowance, walletId, allowance, wallet, overage }: EntitlementRow): boolean => isPositive(hasAllowance ? allowance : walletId === null ? overage : wallet)

/** Whether these facts let a request in at all, and by what their version tells of: what a key with spend caps has left it does not. */
const isYes = ({ key, plan, route }: Facts): boolean =>
  !key.isSuspended && !key.isExpired && plan !== null && plan.day === null && plan.week === null && plan.month === null && hasMoney(plan) && route !== null && route.inPlan && route.priceId !== null && route.upstreams !== null

/** Which version was read, when (as performance.now() counts), and after how long the clock alone makes it untrue. */
type Reading = { version: number; readMs: number; lastsMs: number }

/** Keeps what was read where it lets a request in; otherwise forgets what was kept of the same. */
export function keep(key: string, slug: string, facts: Facts, { version, readMs, lastsMs }: Reading): void {
  const name = nameOf(key, slug)
  if (!isYes(facts)) {
    kept.delete(name)
    return
  }
  if (kept.size >= mostKept) kept.clear()
  // Its last use is written when it is read.
  kept.set(name, { key: { ...facts.key, isStale: false }, plan: facts.plan, route: facts.route, version, untilMs: readMs + Math.min(lastsMs, longestMs) })
}

/** What is kept of a key and a model, unless its time is over. */
export function keptFacts(key: string, slug: string): KeptFacts | undefined {
  const found = kept.get(nameOf(key, slug))
  return found && performance.now() < found.untilMs ? found : undefined
}

/** Kept facts do not do: the request is to be decided by fresh ones. Nothing was taken or written. */
export class StaleFacts extends Error {
  /** @param model the one that was asked for, where nothing of it was kept */
  constructor(readonly model?: string) {
    super('kept facts are no longer true, or not enough')
  }
}

/** What to throw for what was refused by facts that may be kept: only a yes of those counts. */
export const onlyYes = (isKept: boolean, error: unknown): unknown => (isKept && error instanceof DomainError && error.code !== 'unavailable' ? new StaleFacts() : error)
