import type { ClientRun } from '@/lib/domain/context'
import { caseFields, noteEvent } from './case-row'
import { mailCase } from './dunning-mail'
import { openCase } from './open-case'

type Charge = { id: string; savedMethodId: string | null }
type Outcome = { state: string; failureCode: string | null; isFinal: boolean }

/**
 * What a charge without the customer came to, noted in the transaction that books it: the first failure opens the case; a final
 * decline stops further tries until there is another card; a bank that wants the customer is told to them.
 */
export async function noteCharge(ctx: ClientRun, payment: Charge, invoice: { id: string; subscriptionId: string | null }, outcome: Outcome): Promise<void> {
  const { db, clientId, clock } = ctx
  if (!payment.savedMethodId || (outcome.state !== 'failed' && outcome.state !== 'awaiting_customer')) return
  const now = clock.now()
  const row = await openCase(ctx, invoice)
  const on = { clientId, caseId: row.id }
  if (outcome.state === 'awaiting_customer') {
    await noteEvent(db, now, on, 'needs_customer', { paymentId: payment.id })
    return mailCase(ctx, row, 'dunning_confirm')
  }
  await noteEvent(db, now, on, outcome.isFinal ? 'final_decline' : 'retry_failed', { code: outcome.failureCode, paymentId: payment.id })
  const updated = outcome.isFinal
    ? await db.dunningCase.update({
      where: { clientId_id: { clientId, id: row.id } }, data: { nextRetryAt: null, finalDeclineAt: now, finalCode: outcome.failureCode, updatedAt: now }, select: caseFields,
    }) : row
  await mailCase(ctx, updated, outcome.isFinal ? 'dunning_final' : 'dunning_failed')
}
