import { log } from '@/lib/log'
import { systemClock, type Clock } from '@/lib/kernel/clock'
import { isCutOff } from './with-breaker'

export type ProviderHealth = { ok: boolean; reason?: string; checkedAt: Date }

/** A good answer is believed this long, a bad one less: a provider that is back should be offered soon. */
const believedMs = { good: 60_000, bad: 15_000 }
/** A page does not wait longer than this for a provider. */
const patienceMs = 2_500

/** Whoever can be asked how they are: a payment provider, a chain's nodes. */
type Asked = { readonly id?: string; readonly network?: string; health(): Promise<{ ok: boolean; reason?: string }> }

type Known = { health: ProviderHealth; asking: Promise<ProviderHealth> | null }
const known = new WeakMap<Asked, Known>()

/**
 * Whether the provider can be paid with now. Asked at most once at a time and remembered for a while in this process; a provider
 * that takes longer than a page may wait counts as down until it answers, and so does one that its breaker cut off.
 */
export async function healthOf(provider: Asked, clock: Clock = systemClock): Promise<ProviderHealth> {
  if (await isCutOff(provider)) return { ok: false, reason: 'did not answer lately and is left alone for a moment', checkedAt: clock.now() }
  const found = known.get(provider)
  const age = found ? clock.now().getTime() - found.health.checkedAt.getTime() : Infinity
  if (found && age < (found.health.ok ? believedMs.good : believedMs.bad)) return found.health
  const asking = found?.asking ?? ask(provider, clock)
  known.set(provider, { health: found?.health ?? { ok: false, reason: 'not asked yet', checkedAt: new Date(0) }, asking })
  return Promise.race([asking, patience(clock)])
}

async function ask(provider: Asked, clock: Clock): Promise<ProviderHealth> {
  let health: ProviderHealth
  try {
    health = { ...(await provider.health()), checkedAt: clock.now() }
  } catch (error) {
    health = { ok: false, reason: error instanceof Error ? error.message : 'no answer', checkedAt: clock.now() }
  }
  if (!health.ok) log.warn({ provider: provider.id ?? provider.network, reason: health.reason }, 'a payment provider cannot be used')
  known.set(provider, { health, asking: null })
  return health
}

function patience(clock: Clock): Promise<ProviderHealth> {
  return new Promise((resolve) => setTimeout(() => resolve({ ok: false, reason: 'takes too long', checkedAt: clock.now() }), patienceMs).unref())
}
