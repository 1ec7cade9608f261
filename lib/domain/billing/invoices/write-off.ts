import type { ClientRun } from '@/lib/domain/context'
import { lockClient } from '@/lib/db/locks'
import { postTransaction } from '@/lib/domain/ledger'
import { DomainError } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import { cancelWaitingAttempts } from './cancel-attempts'
import { lockInvoice } from './lock-invoice'
import { settleStatus } from './pay-from'
import { balanceOf } from './settled'

/**
 * Gives up what is left of an open invoice: it is owed no more and counts as uncollectible. What was paid stays paid; the service it
 * was for is not given back by it.
 * @throws DomainError not_found, invalid_state when nothing is owed or money is under way
 */
export async function writeOffInvoice(ctx: ClientRun, invoiceId: string): Promise<bigint> {
  const { db, clientId, clock } = ctx
  await lockClient(db, clientId)
  const invoice = await lockInvoice(db, clientId, invoiceId)
  const minor = balanceOf(invoice)
  if (minor === 0n) throw new DomainError('invalid_state', { field: 'id', fields: { id: { code: 'nothingToPay' } } })
  if (await cancelWaitingAttempts(ctx, invoiceId)) throw new DomainError('invalid_state', { field: 'id', fields: { id: { code: 'paymentInProgress' } } })
  const count = await db.$executeRaw`
    UPDATE "Invoice" SET "writtenOffMinor" = "writtenOffMinor" + ${minor}
    WHERE "id" = ${invoiceId} AND "clientId" = ${clientId} AND "documentStatus" = 'open' AND "paidMinor" + "creditAppliedMinor" + "writtenOffMinor" + ${minor} = "totalMinor"`
  if (count === 0) throw new DomainError('invalid_state', { internal: 'the invoice changed while it was written off' })
  const amount = money(minor, invoice.currency)
  await postTransaction(db, clock, {
    sourceKind: 'write_off', sourceId: invoiceId, clientId, mode: invoice.mode, description: `Invoice ${invoiceId} written off`,
    entries: [
      { account: { clientId: null, kind: 'write_offs' }, amount },
      { account: { clientId, kind: 'receivable' }, amount: { ...amount, minor: -minor } },
    ],
  })
  await settleStatus(ctx, invoiceId)
  return minor
}
