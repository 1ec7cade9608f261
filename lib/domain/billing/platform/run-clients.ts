import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx, ClientCtx } from '@/lib/domain/context'
import { memory } from '@/lib/domain/remember'
import { minutes, plus, systemClock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { stepCases } from '../dunning/step-cases'
import { dueClients, type DueClient, type RunScope } from './due-clients'
import { leaseClients, leasedNow, releaseClients } from './lease'
import { settleClient, TooManyItems } from '../runs/settle-client'
import { billingCtxsOf } from './billing-ctx'
import { parkClient } from './park-client'

export type RunTrigger = 'schedule' | 'staff' | 'clock'

export type RunTotals = { runId: string | null; clients: number; items: number; invoices: number; parked: number }

const batch = 40
/** Clients of a batch that are worked on at once: enough to keep the database busy, few enough for one pool. */
const abreast = 4
/** A run that has not been heard of for so long was killed. */
const silenceMs = minutes(1)

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 1_000)

/** Losing the database is not the client's fault: it is tried again by the next run instead of being parked. */
function isPassing(error: unknown): boolean {
  const text = error instanceof Error ? `${String(Reflect.get(error, 'code') ?? '')} ${error.message} ${textOf(error.cause)}` : String(error)
  return /P1001|P1002|P1008|P1017|P2024|P2028|P2034|57P0\d|08\d{3}|ECONN|Connection terminated|timeout/i.test(text)
}

type Work = { client: ClientCtx; due: DueClient }
type Progress = Pick<RunTotals, 'items' | 'invoices' | 'parked'>

/** Periods that ended while nobody looked are caught up one by one, each in a transaction of its own; the cap of a day ends it. */
async function settleAll({ client, due }: Work, steps: number): Promise<Pick<Progress, 'items' | 'invoices'>> {
  const sum = { items: steps, invoices: 0 }
  for (;;) {
    const { did, invoices, isBehind } = await settleClient(client, due.hasArrears ? undefined : due.subscriptionIds) // what arrears changed is looked at again
    sum.items += did.length
    sum.invoices += invoices
    if (!isBehind) return sum
  }
}

/** One client: its arrears first, since they may end what would be renewed, then its subscriptions in one transaction. What fails is set aside with the reason and stops nobody else. */
async function workOn(ctx: BaseCtx, work: Work, runId: string): Promise<Progress> {
  try {
    const steps = work.due.hasArrears ? await stepCases(work.client) : 0
    return { ...await settleAll(work, steps), parked: 0 }
  } catch (error) {
    if (isPassing(error)) return { items: 0, invoices: 0, parked: 0 }
    const reason = error instanceof TooManyItems || error instanceof Error && error.cause instanceof TooManyItems ? 'too_many_items' : 'failed'
    const isNew = await parkClient({ ...ctx, actor: { kind: 'system', job: 'billing' } }, { clientId: work.client.clientId, reason, detail: textOf(error instanceof Error && error.cause ? error.cause : error), runId })
    return { items: 0, invoices: 0, parked: isNew ? 1 : 0 }
  }
}

async function workBatch(ctx: BaseCtx, work: readonly Work[], runId: string): Promise<Progress> {
  const sum: Progress = { items: 0, invoices: 0, parked: 0 }
  const queue = [...work]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const one = await workOn(ctx, next, runId)
      for (const key of ['items', 'invoices', 'parked'] as const) sum[key] += one[key]
    }
  }
  await Promise.all(Array.from({ length: abreast }, worker))
  return sum
}

/** Runs that fell silent were killed; whoever comes next says so, and takes over their clients as the leases run out. */
async function markSilent(now: Date): Promise<void> {
  await platformDb.billingRun.updateMany({
    where: { state: 'running', beatAt: { lt: plus(now, -silenceMs) } }, data: { state: 'failed', error: 'the worker ended', finishedAt: now },
  })
}

/**
 * One pass over everything that is due at the context's time: subscriptions and arrears, client by client in order of id. Any number
 * of workers may run it at once and as often as they like; a pass with nothing to do leaves no trace. Its progress is in `BillingRun`.
 */
export async function runClients(ctx: BaseCtx, { trigger = 'schedule' as RunTrigger, scope = { testClockId: null } as RunScope, worker = `pid ${process.pid}` } = {}): Promise<RunTotals> {
  const asOf = ctx.clock.now()
  const totals: RunTotals = { runId: null, clients: 0, items: 0, invoices: 0, parked: 0 }
  await markSilent(systemClock.now())
  let after = ''
  for (;;) {
    const due = await dueClients(asOf, scope, after, batch)
    const last = due.at(-1)
    if (!last) break
    after = last.id
    const taken = await leasedNow(due.map(({ id }) => id))
    const runId = (totals.runId ??= await beginRun(asOf, trigger, worker))
    const mine = await leaseClients(runId, due.map(({ id }) => id).filter((id) => !taken.has(id)))
    if (mine.length === 0) continue
    const remember = memory() // for one batch: a rate that staff change counts from the next one on
    const contexts = new Map((await billingCtxsOf(ctx, mine)).map((client) => [client.clientId, { ...client, remember }]))
    const work = due.flatMap((one) => [contexts.get(one.id)].flatMap((client) => (client ? [{ client, due: one }] : [])))
    const progress = await workBatch(ctx, work, runId)
    await releaseClients(runId, mine)
    totals.clients += mine.length
    for (const key of ['items', 'invoices', 'parked'] as const) totals[key] += progress[key]
    await platformDb.billingRun.update({ where: { id: runId }, data: { ...counts(totals), beatAt: systemClock.now() }, select: { id: true } })
  }
  if (totals.runId) await endRun(totals.runId, totals)
  return totals
}

const counts = ({ clients, items, invoices, parked }: RunTotals) => ({ clients, items, invoices, parked })

async function beginRun(asOf: Date, trigger: RunTrigger, worker: string): Promise<string> {
  const now = systemClock.now()
  const id = newId('run', now)
  await platformDb.billingRun.create({ data: { id, asOf, trigger, state: 'running', worker, startedAt: now, beatAt: now }, select: { id: true } })
  return id
}

async function endRun(id: string, totals: RunTotals): Promise<void> {
  const now = systemClock.now()
  // Two workers over the same clients: the one that found nothing left leaves no run behind.
  if (totals.clients === 0) await platformDb.billingRun.deleteMany({ where: { id } })
  else await platformDb.billingRun.update({ where: { id }, data: { ...counts(totals), state: 'done', beatAt: now, finishedAt: now }, select: { id: true } })
}
