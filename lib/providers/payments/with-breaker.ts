import { SharedBreaker } from '@/lib/db/shared-breaker'
import { DomainError } from '@/lib/kernel/error'
import type { PaymentProvider } from './types'

/** After five calls in a row without an answer a provider is left alone for a minute. */
const openSeconds = 60

export const newPaymentBreaker = (): SharedBreaker => new SharedBreaker({ table: 'PaymentBreaker', keys: ['provider'], firstOpenSeconds: openSeconds, longestOpenSeconds: openSeconds })
const shared = newPaymentBreaker()

const cutOffs = new WeakMap<object, () => Promise<boolean>>()

/** Whether nothing is sent to it just now, whichever process found it failing. Costs a read a second at most. */
export const isCutOff = async (provider: object): Promise<boolean> => (await cutOffs.get(provider)?.()) ?? false

/**
 * Only calls without an answer count. A decline, a refusal or a wrong setting are answers, and so is a wish to be asked less often: whoever
 * asks without end must not keep everybody else from paying.
 */
const isUnanswered = (error: unknown): boolean => error instanceof DomainError && error.code === 'upstream_failed' && error.retryAfterSeconds === undefined

type Call = (...args: unknown[]) => Promise<unknown>

/** What a provider's calls are grouped in. */
const groups: readonly PropertyKey[] = ['savedMethods', 'refunds', 'disputes'] satisfies (keyof PaymentProvider)[]
/** Not one question and one answer: notices come to us, and lists are read page by page. */
const unguarded: readonly PropertyKey[] = ['verifyWebhook', 'listTransactions'] satisfies (keyof PaymentProvider)[]

/** The same object, with every call it has, now or later, passed through `guard`. */
function guarded<T extends object>(target: T, guard: (call: Call) => Call): T {
  return new Proxy(target, {
    get(object, name): unknown {
      const value: unknown = Reflect.get(object, name, object)
      if (typeof value === 'function') {
        const call = value.bind(object) as Call
        return unguarded.includes(name) ? call : guard(call)
      }
      return groups.includes(name) && typeof value === 'object' && value !== null ? guarded(value, guard) : value
    },
  })
}

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
  const guard = (call: Call): Call => async (...args) => {
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
  const health = async (): Promise<{ ok: boolean; reason?: string }> => {
    if (await isLeftAlone()) return { ok: false, reason: `did not answer lately and is left alone for ${Math.ceil(breaker.secondsUntilProbe([id]))} s` }
    const said = await provider.health()
    if (said.ok) await breaker.noteAnswering(id)
    return said
  }
  const behind = new Proxy(guarded(provider, guard), { get: (object, name): unknown => (name === 'health' ? health : Reflect.get(object, name, object)) })
  cutOffs.set(behind, async () => (await breaker.states([id]))[0] === 'open')
  return behind
}
