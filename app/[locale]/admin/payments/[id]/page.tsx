import { ExternalLink } from 'lucide-react'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PaymentHistory } from '@/components/billing/payment-history'
import { CopyId } from '@/components/data/copy-id'
import { DateTime, NoValue } from '@/components/data/date-time'
import { FactStrip } from '@/components/data/fact-strip'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/dir-icon'
import { getPaymentDetail } from '@/lib/domain/admin'
import type { PaymentDetailView } from '@/lib/domain/admin/payments/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../../_components/list-page'
import { providerNames } from '../../_components/money-names'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { Bookings } from './_components/bookings'
import { Notices } from './_components/notices'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminPayments') }
}

/** What became of this payment, who said so, and what was booked? */
export default async function StaffPaymentPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getPayment')
  const [t, list, history, { id }] = await Promise.all([getTranslations('admin.payments.detail'), getTranslations('admin.payments'), getTranslations('billing.history'), params])
  const payment = await orNotFound(getPaymentDetail(ctx, { id }))
  return (
    <div className="grid gap-6">
      <PageHeader
        crumbs={[{ label: list('title'), href: routes.adminPayments() }]} title={<Money minor={payment.amountMinor} currency={payment.currency} />}
        lead={<span className="inline-flex flex-wrap items-center gap-3"><Status domain="payment" state={payment.state} /><Link className="link" href={routes.adminClient(payment.clientId)}><bdi>{payment.clientName}</bdi></Link><CopyId id={payment.id} /></span>}
        actions={payment.provider === 'crypto' ? <Button asChild><Link href={routes.adminCoinAddresses({ q: payment.id })}>{t('coins')}</Link></Button> : payment.providerPage ? <Button asChild><a href={payment.providerPage} target="_blank" rel="noreferrer"><Icon icon={ExternalLink} />{t('atProvider')}</a></Button> : undefined}
      />
      {payment.failureCode ? <Notice look="danger" title={t(payment.isFinal ? 'failedFinally' : 'failed')}><Code>{payment.failureCode}</Code></Notice> : null}
      <Facts payment={payment} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title={history('title')} />
          <CardBody><PaymentHistory events={payment.history.events} currency={payment.currency} timeZone={staffZone} isForStaff /></CardBody>
        </Card>
        <div className="grid gap-6">
          <Related payment={payment} />
          <Notices notices={payment.notices} />
          <Bookings bookings={payment.ledger} />
        </div>
      </div>
    </div>
  )
}

async function Facts({ payment }: { payment: PaymentDetailView }) {
  const [t, list, nameOf] = await Promise.all([getTranslations('admin.payments.detail'), getTranslations('admin.payments'), providerNames()])
  const { savedMethod, provider } = payment
  return (
    <FactStrip facts={[
      { label: list('provider'), value: nameOf(provider), hint: payment.mode === 'test' ? list('test') : undefined },
      { label: t('externalId'), value: payment.externalId ? <CopyId id={payment.externalId} /> : <NoValue /> },
      { label: list('invoice'), value: <Link className="link" href={routes.adminInvoice(payment.invoiceId)}><Code>{payment.invoiceNumber ?? payment.invoiceId}</Code></Link> },
      { label: list('at'), value: <DateTime at={payment.createdAt} timeZone={staffZone} /> },
      { label: t('settled'), value: <DateTime at={payment.settledAt} timeZone={staffZone} /> },
      { label: t('checked'), value: <DateTime at={payment.checkedAt} timeZone={staffZone} /> },
      ...(savedMethod ? [{ label: t('savedMethod'), value: <Code>{[savedMethod.brand, savedMethod.last4].filter(Boolean).join(' ')}</Code> }] : []),
      { label: t('refunded'), value: payment.refundedMinor === 0n ? <NoValue /> : <Money minor={payment.refundedMinor} currency={payment.currency} /> },
    ]} />
  )
}

/** Refunds, disputes and the other tries, where there are any. */
async function Related({ payment }: { payment: PaymentDetailView }) {
  const [t, history] = await Promise.all([getTranslations('admin.payments.detail'), getTranslations('billing.history')])
  const { refunds, disputes, otherTries } = payment.history
  if (refunds.length + disputes.length + otherTries.length === 0) return null
  const row = 'flex flex-wrap items-center justify-between gap-x-4 gap-y-1'
  return (
    <Card>
      <CardHeader title={t('related')} />
      <CardBody>
        <ul className="grid gap-3">
          {disputes.map((one) => <li key={one.id} className={row}><Link className="link" href={routes.adminDispute(one.id)}>{t('dispute')}</Link><Money minor={one.amountMinor} currency={one.currency} /><Status domain="dispute" state={one.state} /></li>)}
          {refunds.map((one) => <li key={one.id} className={row}><span>{t('refund')}</span><Money minor={one.amountMinor} currency={one.currency} /><Status domain="refund" state={one.state} /></li>)}
          {otherTries.map((one) => <li key={one.id} className={row}><Link className="link" href={routes.adminPayment(one.id)}>{history('otherTry')}</Link><DateTime at={one.createdAt} timeZone={staffZone} /><Status domain="payment" state={one.state} /></li>)}
        </ul>
      </CardBody>
    </Card>
  )
}
