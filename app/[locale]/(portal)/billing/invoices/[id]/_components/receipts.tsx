import { useTranslations } from 'next-intl'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { InvoiceDetailView } from '@/lib/domain/billing/view'
import type { Locale } from '@/lib/i18n/locale'
import { apiRoutes } from '@/lib/routes'

/** What was received, each with its receipt. Nothing before the first payment. */
export function Receipts({ invoice, timeZone, locale }: { invoice: InvoiceDetailView; timeZone: string; locale: Locale }) {
  const [t, provider] = [useTranslations('billing.invoice'), useTranslations('checkout.provider')]
  const received = invoice.payments.filter(({ state }) => state === 'succeeded')
  if (received.length === 0 && invoice.walletMinor === 0n) return null
  return (
    <Card>
      <CardHeader title={t('received')} />
      <CardBody>
        <ul className="grid gap-3">
          {received.map((payment) => (
            <li key={payment.id} className="grid gap-0.5">
              <div className="flex flex-wrap items-baseline justify-between gap-2"><span>{provider(payment.provider)}</span><Money minor={payment.amountMinor} currency={payment.currency} className="font-medium" /></div>
              <p className="flex flex-wrap justify-between gap-2 text-text-2">
                <DateTime at={payment.settledAt} timeZone={timeZone} show="date" />
                <a className="link" href={apiRoutes.receiptPdf(payment.id, { locale })}>{t('receipt')}</a>
              </p>
            </li>
          ))}
          {invoice.walletMinor > 0n ? <li className="flex flex-wrap items-baseline justify-between gap-2"><span>{t('fromWallet')}</span><Money minor={invoice.walletMinor} currency={invoice.currency} className="font-medium" /></li> : null}
        </ul>
      </CardBody>
    </Card>
  )
}
