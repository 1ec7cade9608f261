import { command } from '@/lib/domain/command'
import type { ClientRun } from '@/lib/domain/context'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { isLocale } from '@/lib/i18n/locale'
import { formatMoney, money } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { GetByIdInput } from '../schema'
import { billingRecipient } from './billing-recipient'
import { lockInvoice } from './lock-invoice'
import { invoicePaid } from './on-paid'

/** Invoices that nobody stands at a checkout for. */
const collectedByItself: readonly string[] = ['subscription_cycle', 'usage', 'usage_threshold']

/**
 * What follows once an invoice is posted and committed: it is mailed with its PDF, and one of zero does what a paid one does.
 * Outbox `invoice.finalised`; it happens once however often it is tried.
 */
export const afterFinalise = command('billing.afterFinalise', GetByIdInput, async (ctx, { id }): Promise<void> => {
  const invoice = await lockInvoice(ctx.db, ctx.clientId, id)
  const before = await ctx.db.auditEvent.count({ where: { clientId: ctx.clientId, action: 'billing.afterFinalise', objectId: id } })
  const isFresh = before === 0 && invoice.documentStatus === 'open'
  if (isFresh && invoice.totalMinor === 0n) await invoicePaid(ctx, invoice)
  if (isFresh && invoice.totalMinor > 0n) {
    await mailInvoice(ctx, invoice)
    if (collectedByItself.includes(invoice.reason)) await ctx.enqueue('invoice.collect', { invoiceId: id })
  }
  await ctx.record(id, { documentStatus: invoice.documentStatus, totalMinor: invoice.totalMinor })
})

async function mailInvoice(ctx: ClientRun, invoice: Awaited<ReturnType<typeof lockInvoice>>): Promise<void> {
  const to = await billingRecipient(ctx)
  if (!to) return
  await queueMail(ctx, {
    template: 'invoice', to, locale: isLocale(invoice.locale) ? invoice.locale : 'en',
    params: {
      invoiceNumber: invoice.number ?? invoice.id, amount: formatMoney(money(invoice.totalMinor, invoice.currency)),
      dueAt: (invoice.dueAt ?? ctx.clock.now()).toISOString(),
    },
    path: routes.invoice(invoice.id),
    attachments: [{ kind: 'invoice', id: invoice.id }],
  })
}
