import type { ClientRun } from '@/lib/domain/context'
import { queueMail, type MailTemplate } from '@/lib/domain/events/queue-mail'
import { formatMoney, money } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { billingRecipient } from '../invoices/billing-recipient'
import { balanceOf, settledFields } from '../invoices/settled'
import { isLocale } from '@/lib/i18n/locale'
import type { CaseRow } from './case-row'

type DunningMail = Extract<MailTemplate, `dunning_${string}`>

/** Tells whoever handles the client's bills where a case stands, with the dates to come. */
export async function mailCase(ctx: ClientRun, row: CaseRow, template: DunningMail): Promise<void> {
  const { db, clientId } = ctx
  const to = await billingRecipient(ctx)
  if (!to) return
  const invoice = await db.invoice.findUniqueOrThrow({
    where: { clientId_id: { clientId, id: row.invoiceId } }, select: { number: true, currency: true, locale: true, ...settledFields },
  })
  await queueMail(ctx, {
    template, to, locale: isLocale(invoice.locale) ? invoice.locale : 'en',
    params: {
      invoiceNumber: invoice.number ?? row.invoiceId, amount: formatMoney(money(balanceOf(invoice), invoice.currency)),
      hasRetry: row.nextRetryAt ? 1 : 0, retryAt: (row.nextRetryAt ?? row.suspendAt).toISOString(),
      suspendAt: row.suspendAt.toISOString(), deleteAt: row.deleteAt.toISOString(),
    },
    path: template === 'dunning_recovered' ? routes.invoice(row.invoiceId) : routes.unpaid(),
  })
}
