import { getTranslations } from 'next-intl/server'
import { PaymentHistory } from '@/components/billing/payment-history'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Status } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getPaymentHistory } from '@/lib/domain/billing'
import type { PaymentDisputeView } from '@/lib/domain/billing/history/view'
import type { PaymentView } from '@/lib/domain/billing/view'
import type { PortalCtx } from '@/lib/http/context'
import { formatDate } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'

/** How it came to this: the payment's history, what a bank took back, and the other tries to pay the same invoice. */
export async function PaymentPast({ ctx, payment }: { ctx: PortalCtx; payment: PaymentView }) {
  const [t, history] = [await getTranslations('billing.history'), await getPaymentHistory(ctx, { id: payment.id })]
  const { timeZone } = ctx.session.client
  return (
    <>
      {history.disputes.map((dispute) => <DisputeNotice key={dispute.id} dispute={dispute} ctx={ctx} invoiceId={payment.invoiceId} />)}
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

async function DisputeNotice({ dispute, ctx, invoiceId }: { dispute: PaymentDisputeView; ctx: PortalCtx; invoiceId: string }) {
  const t = await getTranslations('billing.history')
  if (dispute.state === 'won') return null
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
