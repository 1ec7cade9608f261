import type { z } from 'zod'
import type { Permission } from '@/lib/auth/permissions'
import { platformDb } from '@/lib/db/platform-db'
import { inTransaction, type Db } from '@/lib/db/transaction'
import { authorize, defineVerb, runRecorded, translated, type Verb } from '../command'
import type { PlatformCtx, PlatformRun } from '../context'
import { parseInput } from '../parse'

/**
 * A verb outside any client that changes something: sign-up, staff acts, jobs. It sees every tenant, so it lives only in
 * lib/domain/<x>/platform and lib/domain/admin. Same steps as `command`.
 */
export function platformCommand<S extends z.ZodType, Out>(
  name: Permission, schema: S, run: (ctx: PlatformRun, input: z.output<S>) => Promise<Out>,
): Verb<PlatformCtx, S, Out> {
  return defineVerb({ name, kind: 'command', scope: 'platform', schema }, (ctx: PlatformCtx, raw) =>
    translated(async () => {
      authorize(ctx, name, true)
      const input = parseInput(schema, raw)
      const work = (db: Db) => runRecorded(ctx, name, db, (running) => run(running, input))
      return ctx.db ? work(ctx.db) : inTransaction(platformDb, work)
    }))
}

/** A verb outside any client that only reads. */
export function platformQuery<S extends z.ZodType, Out>(
  name: Permission, schema: S, run: (ctx: PlatformCtx & { db: Db }, input: z.output<S>) => Promise<Out>,
): Verb<PlatformCtx, S, Out> {
  return defineVerb({ name, kind: 'query', scope: 'platform', schema }, (ctx: PlatformCtx, raw) =>
    translated(async () => {
      authorize(ctx, name, false)
      return run({ ...ctx, db: ctx.db ?? platformDb }, parseInput(schema, raw))
    }))
}
