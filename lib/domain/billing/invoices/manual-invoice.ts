import type { Db } from '@/lib/db/transaction'
import { lockClient } from '@/lib/db/locks'
import type { ClientRun } from '@/lib/domain/context'
import { days } from '@/lib/kernel/clock'
import { invalidField } from '@/lib/kernel/error'
import { buyerOf, type Buyer } from '../buyer'
import type { Totalled } from '../tax/priced'
import { taxTreatmentOf } from '../tax/tax-treatment'
import { totalOf } from '../tax/total'
import { draftInvoice } from './draft-invoice'
import { finaliseInvoice } from './finalise-invoice'
import type { ManualLine } from './manual-line'

export type ManualOrder = { lines: readonly ManualLine[]; dueInDays: number; memo: string | null }

/** What a one-off invoice comes to, taxed as of `at`. @throws DomainError invalid_input when it comes to less than nothing */
export async function priceManual(db: Db, clientId: string, lines: readonly ManualLine[], at: Date): Promise<{ priced: Totalled; buyer: Buyer }> {
  const buyer = await buyerOf(db, clientId)
  const priced = totalOf({
    currency: buyer.currency, discounts: [], tax: await taxTreatmentOf(db, buyer, at),
    lines: lines.map(({ description, descriptionAr, quantity, unitMinor, isTaxable }) => ({
      kind: 'manual', description: { en: description, ar: descriptionAr ?? description }, quantity, unitMinor, amountMinor: unitMinor * BigInt(quantity), isTaxable,
      periodStart: null, periodEnd: null,
    })),
  })
  if (priced.carryMinor > 0n) throw invalidField('lines', 'belowZero')
  return { priced, buyer }
}

/** Issues a one-off invoice. The caller's last act: it ends by taking a number. */
export async function issueManualInvoice(ctx: ClientRun, order: ManualOrder, pricedAt: Date, before: (id: string, priced: Totalled) => Promise<void>): Promise<string> {
  const { db, clock, clientId } = ctx
  await lockClient(db, clientId)
  const { priced, buyer } = await priceManual(db, clientId, order.lines, pricedAt)
  const invoice = await draftInvoice(db, clock, { clientId, subscriptionId: null, reason: 'manual', priced, buyer, period: null, memo: order.memo })
  await before(invoice.id, priced)
  await finaliseInvoice(db, clock, { ...invoice, dueInMs: days(order.dueInDays) })
  return invoice.id
}
