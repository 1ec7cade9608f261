import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { Permission } from '@/lib/auth/permissions'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction, type Db } from '@/lib/db/transaction'
import { authorize, defineVerb, runRecorded, translated, type Verb } from '../../command'
import type { PlatformCtx, PlatformRun } from '../../context'
import { parseInput } from '../../parse'

type Steps<S extends z.ZodType, Facts, Out> = {
  /** Before the transaction: rate limits and password hashes, which must not hold a connection and its row locks. */
  prepare: (ctx: PlatformCtx & { db: Db }, input: z.output<S>) => Promise<Facts>
  run: (ctx: PlatformRun, input: z.output<S>, facts: Facts) => Promise<Out>
  /** The least time an answer takes, so that what was found cannot be told from how long it took. */
  atLeastMs?: number
}

/** A platform command with slow or limited work ahead of its transaction: authorise → parse → prepare → run → recorded. */
export function preparedCommand<S extends z.ZodType, Facts, Out>(name: Permission, schema: S, steps: Steps<S, Facts, Out>): Verb<PlatformCtx, S, Out> {
  return defineVerb({ name, kind: 'command', scope: 'platform', schema }, (ctx: PlatformCtx, raw) =>
    translated(async () => {
      authorize(ctx, name, true)
      const input = parseInput(schema, raw)
      const floor = sleep(steps.atLeastMs ?? 0)
      try {
        const facts = await steps.prepare({ ...ctx, db: ctx.db ?? platformDb }, input)
        const work = (db: Db) => runRecorded(ctx, name, db, (running) => steps.run(running, input, facts))
        return await (ctx.db ? work(ctx.db) : inTransaction(platformDb, work))
      } finally {
        await floor
      }
    }))
}
