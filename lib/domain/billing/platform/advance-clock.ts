import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx } from '@/lib/domain/context'
import { FixedClock } from '@/lib/kernel/clock'
import { draftUsageInvoice } from '../invoices/usage/invoice-usage'
import { settleWallet } from '../wallet/settle-wallet'
import { billingCtxOf } from './billing-ctx'
import { nextDue } from './next-due'
import { runClients } from './run-clients'

/**
 * What others do at an instant: `first` before anything of the instant itself (what the time until then cost), `drain` carries out the
 * effects that wait for these clients and says how many there were.
 */
type AtInstant = { first: (ctx: BaseCtx, clientIds: readonly string[]) => Promise<unknown>; drain: (ctx: BaseCtx, clientIds: readonly string[]) => Promise<number> }

/** Effects may cause others (a payment recovers a service, whose period is then due): so many rounds at one instant. */
const rounds = 4

/** What the worker does for the clients of a clock, at the instant where it stands. Repeating it does nothing more. */
async function workAt(ctx: BaseCtx, clockId: string, now: Date, { first, drain }: AtInstant): Promise<void> {
  const clients = await platformDb.client.findMany({ where: { testClockId: clockId }, orderBy: { id: 'asc' }, select: { id: true } })
  const ids = clients.map(({ id }) => id)
  const timed: BaseCtx = { ...ctx, clock: new FixedClock(now) }
  await first(timed, ids)
  for (let round = 0; round < rounds; round++) {
    const { items } = await runClients(timed, { trigger: 'clock', scope: { testClockId: clockId }, worker: 'test clock' })
    for (const id of ids) {
      const client = await billingCtxOf(timed, id)
      const periods = await platformDb.usagePeriod.findMany({ where: { clientId: id, closedAt: null, endsAt: { lte: now } }, orderBy: { id: 'asc' }, select: { id: true } })
      for (const period of periods) await draftUsageInvoice(client, { id: period.id })
      await settleWallet(client, {})
    }
    if ((await drain(timed, ids)) === 0 && items === 0) return
  }
}

/**
 * Walks a test clock to where it was sent, from one due date to the next, and does at each what is due then, as a worker that never
 * sleeps would have. Killed on the way, it goes on from where it stood.
 */
export async function advanceClock(ctx: BaseCtx, clockId: string, others: AtInstant): Promise<void> {
  for (;;) {
    const clock = await platformDb.testClock.findUnique({ where: { id: clockId }, select: { now: true, targetAt: true } })
    if (!clock?.targetAt) return
    await workAt(ctx, clockId, clock.now, others)
    const next = await nextDue(clockId, clock.now, clock.targetAt)
    const isThere = clock.now >= clock.targetAt
    await platformDb.testClock.updateMany({
      where: { id: clockId, now: clock.now }, data: { updatedAt: ctx.clock.now(), ...(isThere ? { targetAt: null } : { now: next ?? clock.targetAt }) },
    })
  }
}
