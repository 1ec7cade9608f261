import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { AutoRefresh } from '@/components/data/auto-refresh'
import { CopyId } from '@/components/data/copy-id'
import { FactStrip } from '@/components/data/fact-strip'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { getInvoice, getPayment, getPaymentHistory, listSubscriptions } from '@/lib/domain/billing'
import type { PaymentView } from '@/lib/domain/billing/view'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { PaymentActs } from '../_components/payment-acts'
import { DisputeNotice, PaymentPast } from '../_components/payment-past'
import { payPalFacts } from '../_components/paypal-facts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('checkout.payment'))('title') }
}

const looks = {
  succeeded: 'success', processing: 'info', unknown: 'info', created: 'info', awaiting_customer: 'warning', failed: 'danger', canceled: 'warning', expired: 'warning',
} as const
const knownReasons = ['card_declined', 'insufficient_funds', 'expired_card', 'processing_error', 'authentication_failed', 'refused', 'stolen_card', 'reversed'] as const

/** The address that providers send people back to: did it work, and if not, was anything charged? Asks the provider while it is open. */
export default async function PaymentPage({ params }: { params: Promise<{ id: string }> }) {
  const [ctx, { id }] = [await portalContext(), await params]
  const payment = await getPayment(ctx, { id }).catch((error: unknown): never => {
    if (error instanceof DomainError && error.code === 'not_found') notFound()
    throw error
  })
  const [t, word] = [await getTranslations('checkout.payment'), await getTranslations('checkout.provider')]
  const amount = ltr(formatMoney({ minor: payment.amountMinor, currency: payment.currency }))
  const reason = t(`reason.${knownReasons.find((one) => one === payment.failureCode) ?? 'other'}`)
  const history = await getPaymentHistory(ctx, { id })
  const dispute = history.disputes.find(({ state }) => state !== 'won')
  const isMoving = ['processing', 'unknown', 'created'].includes(payment.state)
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('title')} lead={<Status domain="payment" state={dispute ? 'disputed' : payment.state} />} />
      {dispute ? <DisputeNotice dispute={dispute} ctx={ctx} invoiceId={payment.invoiceId} /> : (
        <Notice look={looks[payment.state]} title={t(`state.${payment.state}`)}>{t(`state.${payment.state}Body`, { amount, reason })}</Notice>
      )}
      {payment.state === 'succeeded' && !dispute ? <PlanNews ctx={ctx} payment={payment} /> : null}
      <FactStrip
        facts={[
          { label: t('fact.amount'), value: <Money minor={payment.amountMinor} currency={payment.currency} /> },
          { label: t('fact.provider'), value: word(payment.provider) },
          { label: t('fact.invoice'), value: <Link className="link" href={routes.invoice(payment.invoiceId)}><bdi dir="ltr">{payment.invoiceNumber ?? payment.invoiceId}</bdi></Link> },
          { label: t('fact.id'), value: <CopyId id={payment.id} /> },
        ]}
      />
      <PaymentActs payment={payment} amount={amount} paypal={payPalFacts(ctx, payment.currency)} />
      <PaymentPast ctx={ctx} payment={payment} history={history} />
      {isMoving ? <AutoRefresh everyMs={2_500} /> : null}
    </div>
  )
}

/** What the money did: the credit it became, the plan it started, or why it has not started yet. */
async function PlanNews({ ctx, payment }: { ctx: PortalCtx; payment: PaymentView }) {
  const t = await getTranslations('checkout.payment')
  const { reason } = await getInvoice(ctx, { id: payment.invoiceId })
  if (reason === 'top_up') return <p className="font-medium">{t('credited')} <Link className="link" href={routes.wallet()}>{t('toWallet')}</Link></p>
  const { data } = await listSubscriptions(ctx, {})
  if (data.some(({ status }) => status === 'active' || status === 'trialing')) return <p className="font-medium">{t('active')}</p>
  return data.some(({ status, createdAt }) => status === 'incomplete' && createdAt <= payment.createdAt) ? <Notice look="warning">{t('checking')}</Notice> : null
}
