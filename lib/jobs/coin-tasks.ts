import type { Task } from 'graphile-worker'
import { refreshRates } from '@/lib/domain/billing/platform/coins/refresh-rates'
import { log } from '@/lib/log'
import { jobCtx } from './job-ctx'

/** What coins are worth now. A source that does not answer is told; the rate then ages until it is used no more. */
export const refreshCoinRates: Task = async () => {
  const { silent } = await refreshRates(jobCtx('refresh_rates'))
  if (silent.length > 0) log.warn({ task: 'refresh_rates', silent }, 'sources of rates did not answer')
}
