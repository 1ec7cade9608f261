import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx, ClientCtx } from '@/lib/domain/context'
import { afterFinalise } from '../invoices/after-finalise'
import { billingCtxOf } from './billing-ctx'

/** The system acting on one invoice, for its client. */
async function ctxOfInvoice(ctx: BaseCtx, invoiceId: string): Promise<ClientCtx> {
  const { clientId } = await platformDb.invoice.findUniqueOrThrow({ where: { id: invoiceId }, select: { clientId: true } })
  return billingCtxOf(ctx, clientId, 'invoices')
}

/** Outbox `invoice.finalised`: see `afterFinalise`. */
export async function afterFinaliseById(ctx: BaseCtx, invoiceId: string): Promise<void> {
  await afterFinalise(await ctxOfInvoice(ctx, invoiceId), { id: invoiceId })
}
