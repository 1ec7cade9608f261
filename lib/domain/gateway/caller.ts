import type { KeyScope } from '@/lib/auth/actor'
import { bearerOf } from '@/lib/kernel/bearer'
import { systemClock } from '@/lib/kernel/clock'
import { isAllowedIp } from '../keys/ip-range'
import { authenticateKey, keyNameOf } from '../keys/platform/verify-api-key'
import { entitlementOf, type Entitlement } from './entitlement'
import { readFresh } from './fresh-read'
import { keptFacts, StaleFacts, type Facts, type KeptFacts } from './kept-facts'
import type { LimitSizes } from './limit-sizes'
import type { RouteRow } from './model-route'

/** Who asks for inference: a program with a key, or a person in the playground. */
export type Caller = {
  clientId: string
  keyId: string | null
  userId: string | null
  source: 'api' | 'playground'
  scopes: readonly KeyScope[]
  /** Slugs the key may call; empty = all the plan offers. */
  models: readonly string[]
  /** The key's own. */
  limits: LimitSizes
  isSuspended: boolean
  /** What the client may do now, where it was read together with the key. */
  plan?: Promise<Entitlement>
  /** The model that was read together with the key, because the key asked for it last time; null = there is none of that name. */
  route?: { slug: string; row: RouteRow | null }
  /** What to remember of the key until its next request. */
  habit?: Habit
  /** Where all this was read for an earlier request: of which version it is, until when it is used, and the name its key's facts are kept under. */
  kept?: { version: number; untilMs: number; name: string }
}

/** The model a key asked for last: the next request probably asks for it again. Never more than a guess of what to read. */
type Habit = { slug: string }
const habits = new Map<string, Habit>()
const mostHabits = 10_000

function habitOf(name: string): Habit {
  const known = habits.get(name)
  if (known) return known
  if (habits.size >= mostHabits) habits.clear()
  const habit = { slug: '' }
  habits.set(name, habit)
  return habit
}

const planOf = async ({ plan }: Facts): Promise<Entitlement> => entitlementOf(plan)

const known = new WeakMap<Facts, Caller>()

/** Requests of one moment share what was read for them, and so who asks. Nobody changes it. */
function callerFrom(fresh: Facts | KeptFacts, slug: string, name: string, habit: Habit): Caller {
  const made = known.get(fresh)
  if (made) return made
  const { keyId, clientId, scopes, models, isSuspended, requestsPerMinute, requestsPerHour, requestsPerDay, tokensPerMinute, concurrentRequests } = fresh.key
  const limits = { requestsPerMinute, requestsPerHour, requestsPerDay, tokensPerMinute, concurrentRequests }
  const plan = planOf(fresh)
  plan.catch(() => undefined) // whoever needs it hears of it
  const caller: Caller = { keyId, clientId, scopes, models: models ?? [], isSuspended, plan, habit, limits, userId: null, source: 'api' }
  if (slug !== '') caller.route = { slug, row: fresh.route }
  if ('version' in fresh) caller.kept = { version: fresh.version, untilMs: fresh.untilMs, name }
  known.set(fresh, caller)
  return caller
}

/** Who asks, where that is known from an earlier request and nothing of it says no. Only a hold checks whether it is still true. */
export function keptCaller(authorization: string | undefined, ip: string | undefined): Caller | undefined {
  const secret = bearerOf(authorization)
  const name = secret === undefined ? undefined : keyNameOf(secret)
  const habit = name === undefined ? undefined : habits.get(name)
  if (name === undefined || !habit) return undefined
  const facts = keptFacts(name, habit.slug)
  return facts && isAllowedIp(ip, facts.key.allowedIps ?? []) ? callerFrom(facts, habit.slug, name, habit) : undefined
}

/**
 * The caller behind an Authorization header, as it is now.
 * @param recognised hears of the caller as soon as its key is found, also of one that is refused then for its date or its address
 * @param model the one that is asked for, where that is known
 * @throws DomainError unauthenticated, key_expired, ip_not_allowed
 */
export async function callerOfKey(authorization: string | undefined, ip: string | undefined, recognised: (caller: Caller) => void, model?: string): Promise<void> {
  await authenticateKey(bearerOf(authorization), ip, async (name) => {
    const slug = model ?? habits.get(name)?.slug ?? ''
    const facts = await readFresh(name, slug, systemClock.now())
    if (!facts) return undefined
    const habit = habitOf(name)
    if (facts.route) habit.slug = slug
    recognised(callerFrom(facts, slug, name, habit))
    return facts.key
  })
}

/**
 * The same caller with what is known of this model; kept facts must be of one version, that of the key and its plan.
 * @throws StaleFacts where they are not, or their time is over meanwhile
 */
export function callerFor(caller: Caller, model: string): Caller {
  if (!caller.kept) return caller
  const { version, untilMs, name } = caller.kept
  if (caller.route?.slug === model && performance.now() < untilMs) return caller
  const facts = keptFacts(name, model)
  if (facts?.version !== version) throw new StaleFacts(model)
  return callerFrom(facts, model, name, habitOf(name))
}

const noLimits: LimitSizes = { requestsPerMinute: null, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: null }

/** A person's own calls: the plan's limits, no key. */
export const callerOfUser = (clientId: string, userId: string, isSuspended: boolean): Caller =>
  ({ clientId, keyId: null, userId, source: 'playground', scopes: ['inference'], models: [], limits: noLimits, isSuspended })
