import type { ClientRun } from '@/lib/domain/context'
import { localDate, startOfDay } from '../calendar'
import { caseFields, noteEvent } from './case-row'
import { setServiceSuspended } from './access'
import { mailCase } from './dunning-mail'

/**
 * A settled invoice ends its case, and with the last of them the service goes on. A suspension by staff is not lifted by money. Part
 * of `invoicePaid`; an invoice without a case, or with one that ended for good, changes nothing here.
 */
export async function recoverCase(ctx: ClientRun, invoice: { id: string }): Promise<void> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const { count } = await db.dunningCase.updateMany({
    where: { clientId, invoiceId: invoice.id, state: { in: ['open', 'suspended'] } }, data: { state: 'recovered', nextRetryAt: null, closedAt: now, updatedAt: now },
  })
  if (count === 0) return
  const row = await db.dunningCase.findUniqueOrThrow({ where: { clientId_invoiceId: { clientId, invoiceId: invoice.id } }, select: caseFields })
  await noteEvent(db, now, { clientId, caseId: row.id }, 'recovered')
  const others = await db.dunningCase.count({ where: { clientId, subscriptionId: row.subscriptionId, state: 'suspended' } })
  if (others === 0) await resumeService(ctx, row.subscriptionId)
  await mailCase(ctx, row, 'dunning_recovered')
}

/** Service goes on. Where its period ran out while it was stopped, a new one begins today: time without service is not billed. */
async function resumeService({ db, clientId, clock }: Pick<ClientRun, 'db' | 'clientId' | 'clock'>, id: string | null): Promise<void> {
  if (!id) return
  const now = clock.now()
  const row = await db.subscription.findUnique({ where: { clientId_id: { clientId, id } }, select: { serviceSuspendedAt: true, currentPeriodEnd: true, timeZone: true } })
  if (!row?.serviceSuspendedAt) return
  if (row.currentPeriodEnd && row.currentPeriodEnd <= now) {
    const today = localDate(now, row.timeZone)
    await db.subscription.update({
      where: { clientId_id: { clientId, id } }, data: { anchorDay: today.day, currentPeriodEnd: startOfDay(today, row.timeZone), updatedAt: now }, select: { id: true },
    })
  }
  await setServiceSuspended(db, clientId, id, null)
}

/** An invoice that is not owed any more (void, written off, fully credited) ends its case without a word. */
export async function dropCase({ db, clientId, clock }: Pick<ClientRun, 'db' | 'clientId' | 'clock'>, invoiceId: string): Promise<void> {
  const now = clock.now()
  const row = await db.dunningCase.findUnique({ where: { clientId_invoiceId: { clientId, invoiceId } }, select: caseFields })
  if (!row || row.closedAt) return
  await db.dunningCase.update({ where: { clientId_id: { clientId, id: row.id } }, data: { state: 'ended', nextRetryAt: null, closedAt: now, updatedAt: now }, select: { id: true } })
  const others = await db.dunningCase.count({ where: { clientId, subscriptionId: row.subscriptionId, state: 'suspended' } })
  if (others === 0) await setServiceSuspended(db, clientId, row.subscriptionId, null)
}
