import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'

/** Another way to pay is here: every case of the client, final declines too, is due for another try at once. */
export async function retryNow({ db, clientId, clock }: { db: Db; clientId: string; clock: Clock }): Promise<void> {
  const now = clock.now()
  const cases = await db.dunningCase.findMany({ where: { clientId, state: { in: ['open', 'suspended'] } }, select: { id: true } })
  if (cases.length === 0) return
  await db.dunningCase.updateMany({
    where: { clientId, state: { in: ['open', 'suspended'] } }, data: { nextRetryAt: now, finalDeclineAt: null, finalCode: null, updatedAt: now },
  })
  await db.dunningEvent.createMany({ data: cases.map(({ id }) => ({ id: newId('dev', now), clientId, caseId: id, kind: 'card_changed', at: now })) })
}
