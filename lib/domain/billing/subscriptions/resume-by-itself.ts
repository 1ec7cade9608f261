import type { ClientRun } from '@/lib/domain/context'
import { days } from '@/lib/kernel/clock'
import { beginChange } from './begin-change'
import type { HeldRow } from './holding'
import { quoteAct } from './quote-act'

/** A resumption that nobody is present to pay waits this long for its money; then the pause goes on until somebody ends it. */
const lifeMs = days(7)

/** The day that was set for the end of a pause: its first period is invoiced, and service begins once it is paid. */
export async function resumeByItself(ctx: ClientRun, row: HeldRow): Promise<'resumed'> {
  const { db, clock, clientId } = ctx
  await db.subscription.update({ where: { clientId_id: { clientId, id: row.id } }, data: { resumesAt: null, updatedAt: clock.now() }, select: { id: true } })
  const quoted = await quoteAct(db, row, { act: 'resume' }, clock.now())
  const { invoiceId } = await beginChange(ctx, quoted, { lifeMs, startsPayment: false })
  if (invoiceId) await ctx.enqueue('invoice.collect', { invoiceId }) // credit and a saved card pay it without anybody present
  return 'resumed'
}
