import { SharedBreaker } from '@/lib/db/shared-breaker'
import { DomainError } from '@/lib/kernel/error'
import type { Disputes, PaymentProvider, Refunds, SavedMethods } from './types'

/** After five calls in a row without an answer a provider is left alone for a minute. */
const openSeconds = 60

export const newPaymentBreaker = (): SharedBreaker => new SharedBreaker({ table: 'PaymentBreaker', key: 'provider', firstOpenSeconds: openSeconds, longestOpenSeconds: openSeconds })
const shared = newPaymentBreaker()

/** Only calls without an answer count. A decline, a refusal or a wrong setting are answers. */
const isUnanswered = (error: unknown): boolean => error instanceof DomainError && error.code === 'upstream_failed'

/**
 * The same provider, left alone while it fails, for all processes at once: its calls end at once with `unavailable` and nothing is
 * sent, and it says of itself that it is down. Then one call at a time may try, and the first answer ends it.
 */
export function withBreaker(provider: PaymentProvider, breaker: SharedBreaker = shared): PaymentProvider {
  const { id } = provider
  const isLeftAlone = async (): Promise<boolean> => {
    const [state] = await breaker.states([id])
    return state === 'open' || (state === 'half_open' && !(await breaker.claimProbe(id)))
  }
  const guard = <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) => async (...args: Args): Promise<Answer> => {
    if (await isLeftAlone()) throw new DomainError('unavailable', { internal: `${id} did not answer lately and is left alone`, retryAfterSeconds: breaker.secondsUntilProbe([id]) })
    try {
      const answer = await call(...args)
      await breaker.noteSuccess(id)
      return answer
    } catch (error) {
      if (isUnanswered(error)) await breaker.noteFailure(id, 'failing')
      else await breaker.noteSuccess(id)
      throw error
    }
  }
  const { savedMethods, refunds, disputes } = provider
  return {
    id, mode: provider.mode, currencies: provider.currencies,
    ...(savedMethods ? { savedMethods: guardedMethods(savedMethods, guard) } : {}),
    ...(refunds ? { refunds: { create: guard((input) => refunds.create(input)), fetch: guard((externalId) => refunds.fetch(externalId)) } satisfies Refunds } : {}),
    ...(disputes ? { disputes: { fetch: guard((externalId) => disputes.fetch(externalId)) } satisfies Disputes } : {}),
    start: guard((input) => provider.start(input)),
    fetch: guard((externalId) => provider.fetch(externalId)),
    cancel: guard((externalId, key) => provider.cancel(externalId, key)),
    ...(provider.find ? { find: guard(provider.find.bind(provider)) } : {}),
    ...(provider.complete ? { complete: guard(provider.complete.bind(provider)) } : {}),
    ...(provider.listTransactions ? { listTransactions: provider.listTransactions.bind(provider) } : {}),
    verifyWebhook: (body, headers, now) => provider.verifyWebhook(body, headers, now),
    async health() {
      if (await isLeftAlone()) return { ok: false, reason: `did not answer lately and is left alone for ${Math.ceil(breaker.secondsUntilProbe([id]))} s` }
      const said = await provider.health()
      if (said.ok) await breaker.noteAnswering(id)
      return said
    },
  }
}

type Guard = <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) => (...args: Args) => Promise<Answer>

const guardedMethods = (methods: SavedMethods, guard: Guard): SavedMethods => ({
  begin: guard((input) => methods.begin(input)), finish: guard((externalId) => methods.finish(externalId)),
  charge: guard((input) => methods.charge(input)), remove: guard((ref) => methods.remove(ref)),
})
