import { clientDb } from '@/lib/db/client-db'
import { lockClient } from '@/lib/db/locks'
import { inTransaction, type Db } from '@/lib/db/transaction'
import { runRecorded, translated } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { startOfDay, localDate } from '../calendar'
import { dueWhere } from '../subscriptions/due-where'
import { isDue, settleVisited, type Settled, type Settlement } from '../subscriptions/settle-subscription'
import { readVisit, type Visit } from '../subscriptions/visit'

/** More invoices than this on one of the client's days is a runaway, not business. */
export const itemsPerDay = 15

/** The client is over the cap of a day; nothing was changed. */
export class TooManyItems extends Error {
  constructor(readonly items: number) {
    super(`${items} invoices today`)
  }
}

export type SettledClient = { did: Exclude<Settled, 'nothing' | 'allowance'>[]; invoices: number; isBehind: boolean }

/** How many invoices were made since the client's own midnight. */
function madeToday({ buyer: { timeZone }, madeAt }: Visit, now: Date): number {
  const midnight = startOfDay(localDate(now, timeZone), timeZone)
  return madeAt.filter((at) => at >= midnight).length
}

const invoicing: readonly Settled[] = ['renewed', 'trial_ended', 'resumed']

const dueIds = async ({ db, clientId, clock }: ClientCtx & { db: Db }): Promise<string[]> =>
  (await db.subscription.findMany({ where: { AND: [{ clientId }, dueWhere(clock.now())] }, orderBy: { id: 'asc' }, select: { id: true } })).map(({ id }) => id)

/**
 * Everything that is due on a client's subscriptions now, in one transaction; each subscription leaves an event of its own. Repeating it
 * does nothing more: each renewal is unique per (subscription, period, reason), and the client's row is held meanwhile.
 * @param found those on which something was found to be due; whether it still is, is decided here. Absent: they are looked for
 * @throws TooManyItems
 */
export function settleClient(ctx: ClientCtx, found?: readonly string[]): Promise<SettledClient> {
  const { clientId, clock } = ctx
  return translated(() => inTransaction(clientDb(clientId), async (db) => {
    await lockClient(db, clientId)
    const all: Settlement[] = []
    for (const id of found ?? (await dueIds({ ...ctx, db }))) {
      const visit = await readVisit({ ...ctx, db }, id) // one by one: what is done to one may change the next
      if (!isDue(visit, clock.now())) continue
      const made = madeToday(visit, clock.now())
      if (all.length === 0 && made >= itemsPerDay) throw new TooManyItems(made)
      all.push(await runRecorded(ctx, 'billing.settleSubscription', db, (running) => settleVisited(running, visit)))
    }
    return {
      did: all.map(({ did }) => did).filter((one) => one !== 'nothing' && one !== 'allowance'),
      invoices: all.filter(({ did }) => invoicing.includes(did)).length, isBehind: all.some(({ isBehind }) => isBehind),
    }
  }))
}
