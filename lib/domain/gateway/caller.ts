import type { KeyScope } from '@/lib/auth/actor'
import { systemClock } from '@/lib/kernel/clock'
import { authenticateKey } from '../keys/platform/verify-api-key'
import { entitlementOf, type Entitlement } from './entitlement'
import { readFresh, type Fresh } from './fresh-read'
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

const planOf = async ({ plan }: Fresh): Promise<Entitlement> => entitlementOf(plan)

const known = new WeakMap<Fresh, Caller>()

/** Requests of one moment share what was read for them, and so who asks. Nobody changes it. */
function callerFrom(fresh: Fresh, slug: string, habit: Habit): Caller {
  const made = known.get(fresh)
  if (made) return made
  const { keyId, clientId, scopes, models, isSuspended, requestsPerMinute, requestsPerHour, requestsPerDay, tokensPerMinute, concurrentRequests } = fresh.key
  const limits = { requestsPerMinute, requestsPerHour, requestsPerDay, tokensPerMinute, concurrentRequests }
  const plan = planOf(fresh)
  plan.catch(() => undefined) // whoever needs it hears of it
  const caller: Caller = { keyId, clientId, scopes, models: models ?? [], isSuspended, plan, habit, limits, userId: null, source: 'api' }
  if (slug !== '') caller.route = { slug, row: fresh.route }
  known.set(fresh, caller)
  return caller
}

/**
 * The caller behind an Authorization header.
 * @param recognised hears of the caller as soon as its key is found, also of one that is refused then for its date or its address
 * @throws DomainError unauthenticated, key_expired, ip_not_allowed
 */
export async function callerOfKey(authorization: string | undefined, ip: string | undefined, recognised: (caller: Caller) => void): Promise<void> {
  const secret = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  await authenticateKey(secret, ip, async (hash) => {
    const name = hash.toString('latin1')
    const slug = habits.get(name)?.slug ?? ''
    const fresh = await readFresh(hash, slug, systemClock.now())
    if (fresh) recognised(callerFrom(fresh, slug, habitOf(name)))
    return fresh?.key
  })
}

const noLimits: LimitSizes = { requestsPerMinute: null, requestsPerHour: null, requestsPerDay: null, tokensPerMinute: null, concurrentRequests: null }

/** A person's own calls: the plan's limits, no key. */
export const callerOfUser = (clientId: string, userId: string, isSuspended: boolean): Caller =>
  ({ clientId, keyId: null, userId, source: 'playground', scopes: ['inference'], models: [], limits: noLimits, isSuspended })
