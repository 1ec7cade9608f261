import type { Db } from '@/lib/db/transaction'
import type { Enqueue } from '@/lib/domain/context'
import type { Clock } from '@/lib/kernel/clock'
import { noteEvent } from './case-row'
import { nextRetry } from './schedule'

/**
 * Another way to pay is here: every case of the client, those with a final decline too, is tried again as soon as this commits, and
 * the schedule goes on from where it was.
 */
export async function retryNow({ db, clientId, clock, enqueue }: { db: Db; clientId: string; clock: Clock; enqueue: Enqueue }): Promise<void> {
  const now = clock.now()
  const cases = await db.dunningCase.findMany({
    where: { clientId, state: { in: ['open', 'suspended'] } }, orderBy: { id: 'asc' }, select: { id: true, invoiceId: true, createdAt: true, step: true },
  })
  for (const { id, invoiceId, createdAt, step } of cases) {
    await db.dunningCase.update({
      where: { clientId_id: { clientId, id } }, select: { id: true },
      data: { nextRetryAt: nextRetry(createdAt, step, now), finalDeclineAt: null, finalCode: null, updatedAt: now },
    })
    await noteEvent(db, now, { clientId, caseId: id }, 'card_changed')
    await enqueue('invoice.collect', { invoiceId })
  }
}
