import { Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import type { Actor } from '@/lib/auth/actor'
import { can } from '@/lib/auth/permissions'
import type { InvoiceDetailView } from '@/lib/domain/billing/view'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { apiRoutes, routes } from '@/lib/routes'
import { startPaymentAction } from '../../../../checkout/actions'

/** Pay, or go on with the payment that is open; the PDF in both languages. */
export function InvoiceActs({ invoice, actor, locale }: { invoice: InvoiceDetailView; actor: Actor; locale: Locale }) {
  const t = useTranslations('billing.invoice')
  const open = invoice.payments.find(({ state }) => ['created', 'awaiting_customer', 'processing', 'unknown'].includes(state))
  const canPay = invoice.balanceMinor > 0n && can(actor, 'billing.startPayment')
  return (
    <>
      {canPay && open ? <Button asChild look="primary"><Link href={routes.payment(open.id)}>{t('continue')}</Link></Button> : null}
      {canPay && !open ? (
        <Form action={startPaymentAction}>
          <HiddenFields values={{ invoiceId: invoice.id }} />
          <SubmitButton>{t('pay', { amount: ltr(formatMoney({ minor: invoice.balanceMinor, currency: invoice.currency })) })}</SubmitButton>
        </Form>
      ) : null}
      {canPay ? <Button asChild><Link href={routes.payInvoice(invoice.id)}>{t('chooseMethod')}</Link></Button> : null}
      <Button asChild><a href={apiRoutes.invoicePdf(invoice.id, { locale })}><Icon icon={Download} />{t('pdf')}</a></Button>
      <Button asChild look="ghost"><a href={apiRoutes.invoicePdf(invoice.id, { locale: locale === 'ar' ? 'en' : 'ar' })}>{t('pdfOther')}</a></Button>
    </>
  )
}
