import { z } from 'zod'
import { advanceClock } from '@/lib/domain/billing'
import { drainOutbox } from './drain-outbox'
import type { OutboxHandler } from './outbox-handlers'

/** Walks a test clock to where staff sent it. */
export const advanceClockHandler: OutboxHandler = async (ctx, { payload }) =>
  advanceClock(ctx, z.object({ clockId: z.string() }).parse(payload).clockId, drainOutbox)
