import type { ClientRun } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'

type Refundable = { id: string; amountMinor: bigint; refundedMinor: bigint }
type Request = { creditNoteId: string; payments: readonly Refundable[]; amountMinor: bigint; currency: string; reason: string }

/** Which payments give it back, the newest first. */
export function spreadRefund(payments: readonly Refundable[], amountMinor: bigint): { paymentId: string; minor: bigint }[] {
  let open = amountMinor
  return payments.flatMap(({ id, amountMinor: whole, refundedMinor }) => {
    const room = whole - refundedMinor
    const minor = room < open ? room : open
    open -= minor
    return minor > 0n ? [{ paymentId: id, minor }] : []
  })
}

/**
 * Asks for the refunds of a credit note. Each takes its amount from its payment in one guarded statement, so that all refunds of a
 * payment together never pass what was captured. They leave from the outbox.
 */
export async function requestRefunds(ctx: ClientRun, { creditNoteId, payments, amountMinor, currency, reason }: Request): Promise<void> {
  const { db, clientId, clock } = ctx
  for (const { paymentId, minor } of spreadRefund(payments, amountMinor)) {
    const count = await db.$executeRaw`
      UPDATE "Payment" SET "refundedMinor" = "refundedMinor" + ${minor}
      WHERE "id" = ${paymentId} AND "clientId" = ${clientId} AND "state" = 'succeeded' AND "refundedMinor" + ${minor} <= "amountMinor"`
    if (count === 0) throw new DomainError('invalid_state', { internal: `payment ${paymentId} has less left than ${minor}` })
    const now = clock.now()
    const id = newId('ref', now)
    await db.refund.create({
      select: { id: true },
      data: { id, clientId, paymentId, creditNoteId, amountMinor: minor, currency, state: 'requested', reason, idempotencyKey: `refund:${id}`, createdAt: now, updatedAt: now },
    })
    await ctx.enqueue('refund.start', { refundId: id })
  }
}
