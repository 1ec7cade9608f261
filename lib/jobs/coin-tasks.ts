import type { Task } from 'graphile-worker'
import { z } from 'zod'
import { refreshRates } from '@/lib/domain/billing/platform/coins/refresh-rates'
import { settleCoinsById, settleUnvalued } from '@/lib/domain/billing/platform/coins/settle-coins'
import { log } from '@/lib/log'
import { jobCtx } from './job-ctx'
import type { OutboxHandler } from './outbox-handlers'

/** Brings a payment in line with what came at its addresses. */
export const settleCoinsHandler: OutboxHandler = async (ctx, { payload }) => settleCoinsById(ctx, z.object({ paymentId: z.string() }).parse(payload).paymentId)

/** What coins are worth now, and what came while nobody knew. A source that does not answer is told; the rate then ages until it is used no more. */
export const refreshCoinRates: Task = async () => {
  const { silent } = await refreshRates(jobCtx('refresh_rates'))
  const { done, failed } = await settleUnvalued(jobCtx('settle_coins'))
  if (done > 0) log.info({ task: 'refresh_rates', done }, 'coins that had no rate were looked at again')
  for (const { id, error } of failed) log.warn({ task: 'refresh_rates', id, error }, 'coins were left for the next run')
  if (silent.length > 0) log.warn({ task: 'refresh_rates', silent }, 'sources of rates did not answer')
}
