import { getTranslations } from 'next-intl/server'
import { PaymentHistory } from '@/components/billing/payment-history'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Status } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { PaymentDisputeView, PaymentHistoryView } from '@/lib/domain/billing/history/view'
import type { PaymentView } from '@/lib/domain/billing/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDate } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'

type Props = { ctx: PortalCtx; payment: PaymentView; history: PaymentHistoryView }

/** How it came to this: the payment's history and the other tries to pay the same invoice. */
export async function PaymentPast({ ctx, payment, history }: Props) {
  const t = await getTranslations('billing.history')
  const { timeZone } = ctx.session.client
  return (
    <>
      <Card>
        <CardHeader title={t('title')} />
        <CardBody><PaymentHistory events={history.events} currency={payment.currency} timeZone={timeZone} /></CardBody>
      </Card>
      {history.otherTries.length > 0 ? (
        <Card>
          <CardHeader title={t('otherTries')} />
          <CardBody><OtherTries tries={history.otherTries} timeZone={timeZone} /></CardBody>
        </Card>
      ) : null}
    </>
  )
}

/** The bank took the payment back, for now or for good: stands instead of "Paid". */
export async function DisputeNotice({ dispute, ctx, invoiceId }: { dispute: PaymentDisputeView; ctx: PortalCtx; invoiceId: string }) {
  const t = await getTranslations('billing.history')
  const values = {
    amount: ltr(formatMoney({ minor: dispute.amountMinor, currency: dispute.currency })), date: formatDate(dispute.closedAt ?? dispute.openedAt, ctx.locale, ctx.session.client.timeZone),
  }
  return (
    <Notice look="warning">
      {t(dispute.state === 'open' ? 'disputeOpen' : 'disputeLost', values)} <Link className="link" href={routes.invoice(invoiceId)}>{t('payInvoice')}</Link>
    </Notice>
  )
}

async function OtherTries({ tries, timeZone }: { tries: readonly PaymentView[]; timeZone: string }) {
  const word = await getTranslations('checkout.provider')
  return (
    <ul className="grid gap-3">
      {tries.map((one) => (
        <li key={one.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <Link className="link" href={routes.payment(one.id)}><DateTime at={one.createdAt} timeZone={timeZone} /></Link>
          <span className="text-text-2">{word(one.provider)}</span>
          <Money minor={one.amountMinor} currency={one.currency} />
          <Status domain="payment" state={one.state} />
        </li>
      ))}
    </ul>
  )
}
