import { z } from 'zod'
import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { startOfDay, localDate } from '../calendar'
import { idFloor } from '@/lib/kernel/id'
import { settleSubscription, type Settled } from '../subscriptions/settle-subscription'
import { dueWhere } from '../subscriptions/due-where'

/** More invoices than this on one of the client's days is a runaway, not business. */
export const itemsPerDay = 15

/** The client is over the cap of a day; nothing was changed. */
export class TooManyItems extends Error {
  constructor(readonly items: number) {
    super(`${items} invoices today`)
  }
}

export type SettledClient = { did: Exclude<Settled, 'nothing' | 'allowance'>[]; invoices: number }

/** Invoices made since the client's own midnight, found along the ids, which begin with the time. */
async function madeToday({ db, clock, clientId }: ClientRun): Promise<number> {
  const profile = await db.clientProfile.findUnique({ where: { clientId }, select: { timeZone: true } })
  const zone = profile?.timeZone ?? 'UTC'
  const midnight = startOfDay(localDate(clock.now(), zone), zone)
  return db.invoice.count({ where: { clientId, id: { gte: idFloor('inv', midnight) }, reason: { not: 'manual' } } })
}

/**
 * Everything that is due on a client's subscriptions now, in one transaction. Repeating it does nothing more: each renewal is unique
 * per (subscription, period, reason), and the client's row is held meanwhile.
 * @throws TooManyItems
 */
export const settleClient = command('billing.settleClient', z.object({}), async (ctx): Promise<SettledClient> => {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const due = await db.subscription.findMany({ where: { AND: [{ clientId }, dueWhere(clock.now())] }, orderBy: { id: 'asc' }, select: { id: true } })
  await ctx.record(clientId, { due: due.length })
  if (due.length === 0) return { did: [], invoices: 0 }
  const made = await madeToday(ctx)
  if (made >= itemsPerDay) throw new TooManyItems(made)
  const all: Settled[] = []
  for (const { id } of due) all.push(await settleSubscription(ctx, { id }))
  return { did: all.filter((one) => one !== 'nothing' && one !== 'allowance'), invoices: all.filter((one) => one === 'renewed' || one === 'trial_ended' || one === 'resumed').length }
})
