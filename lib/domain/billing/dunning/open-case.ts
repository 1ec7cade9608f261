import type { ClientRun } from '@/lib/domain/context'
import { newId } from '@/lib/kernel/id'
import { caseFields, noteEvent, type CaseRow } from './case-row'
import { scheduleFrom } from './schedule'

type Unpaid = { id: string; subscriptionId: string | null }

/**
 * The case of an unpaid invoice, opened now if there is none: from here on it is tried again on schedule, and its service hangs on
 * it. A subscription that runs is past due from now on. One case an invoice, whoever opens it at once.
 */
export async function openCase({ db, clientId, clock }: Pick<ClientRun, 'db' | 'clientId' | 'clock'>, invoice: Unpaid): Promise<CaseRow> {
  const now = clock.now()
  const { retries, suspendAt, deleteAt } = scheduleFrom(now)
  const id = newId('dun', now)
  const { count } = await db.dunningCase.createMany({
    skipDuplicates: true,
    data: [{
      id, clientId, invoiceId: invoice.id, subscriptionId: invoice.subscriptionId, state: 'open', nextRetryAt: retries[0] ?? null, suspendAt, deleteAt, createdAt: now, updatedAt: now,
    }],
  })
  if (count > 0) {
    await noteEvent(db, now, { clientId, caseId: id }, 'opened')
    if (invoice.subscriptionId) {
      await db.subscription.updateMany({ where: { clientId, id: invoice.subscriptionId, status: 'active' }, data: { status: 'past_due', updatedAt: now } })
    }
  }
  return db.dunningCase.findUniqueOrThrow({ where: { clientId_invoiceId: { clientId, invoiceId: invoice.id } }, select: caseFields })
}
