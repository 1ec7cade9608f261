import { env } from '@/lib/env'
import { networkOf } from '@/lib/kernel/network'
import { limiter } from '@/lib/providers/limits/configured'
import { LimitRefusal, nothingAllowed, waitFor, type Standing } from './limits'

/**
 * Counts a request that nobody's key stands behind against its address, so that guessing keys stays cheap for us. Where it cannot be
 * counted it is refused for its key all the same.
 * @throws LimitRefusal rate_limited
 */
export async function countStranger(ip: string | undefined): Promise<Standing> {
  const rule = { kind: 'rate', key: `stranger:${networkOf(ip)}`, limit: env().API_REQUESTS_PER_MINUTE, periodSeconds: 60, cost: 1 } as const
  const taken = await limiter().take([rule]).catch(() => undefined)
  const state = taken?.states[0]
  if (!taken || !state) return nothingAllowed
  const standing = { requests: state, tokens: nothingAllowed.tokens, waitSeconds: waitFor(rule, state) }
  if (taken.ok) return standing
  const seconds = Math.max(1, Math.ceil(state.retrySeconds))
  throw new LimitRefusal(standing, { params: { name: 'address_requests', limit: rule.limit, seconds }, retryAfterSeconds: seconds })
}
