import { useTranslations } from 'next-intl'
import { ContinueAtPayPal } from '@/components/billing/paypal/continue-at-paypal'
import type { PayPalFacts } from '@/components/billing/paypal/paypal-slot'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import type { PaymentView } from '@/lib/domain/billing/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { cancelPaymentAction, startPaymentAction } from '../actions'

/** The one thing to do next in each state. */
export function PaymentActs({ payment, amount, paypal }: { payment: PaymentView; amount: string; paypal: PayPalFacts | undefined }) {
  const t = useTranslations('checkout.payment')
  const { state } = payment
  const hasEnded = state === 'failed' || state === 'canceled' || state === 'expired'
  return (
    <div className="flex flex-wrap items-start gap-3">
      {payment.redirectUrl === null ? null : paypal && payment.orderId !== null ? (
        <ContinueAtPayPal facts={paypal} order={{ orderId: payment.orderId, href: routes.payment(payment.id) }} redirectUrl={payment.redirectUrl}>{t('continue', { amount })}</ContinueAtPayPal>
      ) : <Button asChild look="primary" size="lg"><a href={payment.redirectUrl}>{t('continue', { amount })}</a></Button>}
      {hasEnded ? (
        <Form action={startPaymentAction}>
          <HiddenFields values={{ invoiceId: payment.invoiceId }} />
          <SubmitButton size="lg">{t('retry', { amount })}</SubmitButton>
        </Form>
      ) : null}
      {hasEnded || state === 'awaiting_customer' ? <Button asChild size="lg"><Link href={routes.payInvoice(payment.invoiceId)}>{t('otherMethod')}</Link></Button> : null}
      {state === 'awaiting_customer' ? (
        <Form action={cancelPaymentAction}>
          <HiddenFields values={{ id: payment.id }} />
          <SubmitButton look="secondary" size="lg">{t('cancel')}</SubmitButton>
        </Form>
      ) : null}
      {state === 'succeeded' ? <Button asChild look="primary" size="lg"><Link href={routes.keys()}>{t('toKeys')}</Link></Button> : null}
      {state === 'succeeded' ? <Button asChild size="lg"><Link href={routes.dashboard()}>{t('toDashboard')}</Link></Button> : null}
      {payment.provider === 'crypto' && state !== 'awaiting_customer' ? <Button asChild size="lg"><Link href={routes.coinPayment(payment.id)}>{t('toCoins')}</Link></Button> : null}
      <Button asChild size="lg"><Link href={routes.invoice(payment.invoiceId)}>{t('toInvoice')}</Link></Button>
    </div>
  )
}
