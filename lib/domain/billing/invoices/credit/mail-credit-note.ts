import type { ClientRun } from '@/lib/domain/context'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { isLocale } from '@/lib/i18n/locale'
import { formatMoney, money } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { billingRecipient } from '../billing-recipient'

type About = { id: string; number: string; totalMinor: bigint; invoice: { id: string; number: string | null; currency: string; locale: string } }

/** Queues the mail with the credit note as PDF. */
export async function mailCreditNote(ctx: ClientRun, { id, number, totalMinor, invoice }: About): Promise<void> {
  const to = await billingRecipient(ctx)
  if (!to) return
  await queueMail(ctx, {
    template: 'credit_note', to, locale: isLocale(invoice.locale) ? invoice.locale : 'en',
    params: { creditNoteNumber: number, amount: formatMoney(money(totalMinor, invoice.currency)), invoiceNumber: invoice.number ?? invoice.id },
    path: routes.creditNote(id),
    attachments: [{ kind: 'credit_note', id }],
  })
}
