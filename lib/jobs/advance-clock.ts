import { z } from 'zod'
import { advanceClock } from '@/lib/domain/billing'
import { settleInstances, watchStanding } from '@/lib/domain/instances/platform'
import type { BaseCtx } from '@/lib/domain/context'
import { drainOutbox } from './drain-outbox'
import type { OutboxHandler } from './outbox-handlers'

/** What the worker's other jobs would have done at an instant of these clients: their instances charged first, and suspended or going on last. */
export const atInstant = {
  first: (ctx: BaseCtx, clientIds: readonly string[]) => settleInstances(ctx, clientIds),
  drain: async (ctx: BaseCtx, clientIds: readonly string[]) => {
    const done = await drainOutbox(ctx, clientIds)
    await watchStanding(ctx, clientIds)
    return done
  },
}

/** Walks a test clock to where staff sent it. */
export const advanceClockHandler: OutboxHandler = async (ctx, { payload }) =>
  advanceClock(ctx, z.object({ clockId: z.string() }).parse(payload).clockId, atInstant)
