import type { z } from 'zod'
import { can, ruleOf, type Permission } from '@/lib/auth/permissions'
import { clientDb } from '@/lib/db/client-db'
import { toDomainError } from '@/lib/db/prisma-error'
import { inTransaction, type Db } from '@/lib/db/transaction'
import { DomainError } from '@/lib/kernel/error'
import type { ClientCtx, ClientRun, Enqueue, PlatformCtx, RecordEvent } from './context'
import { enqueue } from './events/enqueue'
import { writeAuditEvent } from './events/record'
import { parseInput } from './parse'

export type VerbMeta = { name: Permission; kind: 'command' | 'query'; scope: 'client' | 'platform'; schema: z.ZodType }

/** A verb is called with a context and raw input; it authorises, parses and runs. */
export type Verb<Ctx, S extends z.ZodType, Out> = ((ctx: Ctx, input: z.input<S>) => Promise<Out>) & { meta: VerbMeta & { schema: S } }

const registry = new Map<string, VerbMeta>()

/** Every verb that has been loaded, by name: the isolation test and the permission table are held against it. */
export const verbs = (): readonly VerbMeta[] => [...registry.values()]

function define<Ctx, S extends z.ZodType, Out>(meta: VerbMeta & { schema: S }, call: (ctx: Ctx, input: z.input<S>) => Promise<Out>): Verb<Ctx, S, Out> {
  registry.set(meta.name, meta)
  return Object.assign(call, { meta })
}

/** @throws DomainError unauthenticated, forbidden or client_suspended. */
export function authorize(ctx: ClientCtx | PlatformCtx, name: Permission, isWrite: boolean): void {
  if (!can(ctx.actor, name)) {
    const { scope } = ruleOf(name)
    const missing = ctx.actor.kind === 'apiKey' && scope !== undefined && !ctx.actor.scopes.includes(scope) ? { scope } : {}
    throw new DomainError(ctx.actor.kind === 'visitor' ? 'unauthenticated' : 'forbidden', { params: { permission: name, ...missing } })
  }
  const suspended = 'clientId' in ctx && ctx.isSuspended && ctx.actor.kind !== 'system'
  if (isWrite && suspended && !ruleOf(name).whenSuspended) throw new DomainError('client_suspended')
}

const clientIdOf = (ctx: ClientCtx | PlatformCtx): string | null => ('clientId' in ctx ? ctx.clientId : null)

/** Runs the body with `record` and `enqueue` bound to its transaction; refuses to finish when nothing was recorded, unless a look (`mayDoNothing`) may find nothing to do. */
async function runRecorded<Ctx extends ClientCtx | PlatformCtx, Out>(
  ctx: Ctx, name: Permission, db: Db, run: (ctx: Ctx & { db: Db; record: RecordEvent; enqueue: Enqueue }) => Promise<Out>,
  { mayDoNothing = false } = {},
): Promise<Out> {
  let recorded = false
  const record: RecordEvent = async (objectId, data = {}, beside = {}) => {
    recorded = true
    await writeAuditEvent(ctx, db, { action: name, clientId: clientIdOf(ctx), objectId, data }, beside)
  }
  const add: Enqueue = async (topic, payload) => void (await enqueue(db, ctx.clock, clientIdOf(ctx), topic, payload))
  const result = await run({ ...ctx, db, record, enqueue: add })
  if (!recorded && !mayDoNothing) throw new Error(`${name} finished without recording an event`)
  return result
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toDomainError(error)
  }
}

/**
 * A verb of one client that changes something: authorise → parse → transaction (opened, or joined when the caller is
 * inside one) → run → an event must have been recorded. `name` is its permission, its event and its message key.
 */
export function command<S extends z.ZodType, Out>(
  name: Permission, schema: S, run: (ctx: ClientRun, input: z.output<S>) => Promise<Out>,
): Verb<ClientCtx, S, Out> {
  return define({ name, kind: 'command', scope: 'client', schema }, (ctx: ClientCtx, raw) =>
    translated(async () => {
      authorize(ctx, name, true)
      const input = parseInput(schema, raw)
      const work = (db: Db) => runRecorded(ctx, name, db, (running) => run(running, input))
      return ctx.db ? work(ctx.db) : inTransaction(clientDb(ctx.clientId), work)
    }))
}

/** A verb of one client that only reads: authorise → parse → run. */
export function query<S extends z.ZodType, Out>(
  name: Permission, schema: S, run: (ctx: ClientCtx & { db: Db }, input: z.output<S>) => Promise<Out>,
): Verb<ClientCtx, S, Out> {
  return define({ name, kind: 'query', scope: 'client', schema }, (ctx: ClientCtx, raw) =>
    translated(async () => {
      authorize(ctx, name, false)
      return run({ ...ctx, db: ctx.db ?? clientDb(ctx.clientId) }, parseInput(schema, raw))
    }))
}

export { define as defineVerb, runRecorded, translated }
