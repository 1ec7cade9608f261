import { ExternalLink } from 'lucide-react'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PaymentHistory } from '@/components/billing/payment-history'
import { CopyId, middle } from '@/components/data/copy-id'
import { DateTime, NoValue } from '@/components/data/date-time'
import { FactStrip } from '@/components/data/fact-strip'
import { KeyValueList } from '@/components/data/key-value-list'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/dir-icon'
import { getDispute } from '@/lib/domain/admin'
import type { DisputeDetailView } from '@/lib/domain/admin/payments/view'
import { formatDateTime } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../../../_components/list-page'
import { orNotFound, staffPage, staffZone } from '../../../_components/staff-page'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminDisputes') }
}

/** Until when may we answer, where, and what does it cost us? */
export default async function DisputePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getDispute')
  const [t, history, { id }] = await Promise.all([getTranslations('admin.disputes'), getTranslations('billing.history'), params])
  const dispute = await orNotFound(getDispute(ctx, { id }))
  const respondBy = dispute.state === 'open' && dispute.respondBy ? formatDateTime(dispute.respondBy, ctx.locale, staffZone) : null
  const page = dispute.providerPage ?? dispute.testPage
  return (
    <div className="grid gap-6">
      <PageHeader
        crumbs={[{ label: t('title'), href: routes.adminDisputes() }]} title={<Money minor={dispute.amountMinor} currency={dispute.currency} />}
        lead={<span className="inline-flex flex-wrap items-center gap-3"><Status domain="dispute" state={dispute.state} /><Link className="link" href={routes.adminClient(dispute.clientId)}><bdi>{dispute.clientName}</bdi></Link><CopyId id={dispute.externalId} /></span>}
        actions={page ? <Button asChild look={dispute.state === 'open' ? 'primary' : 'secondary'}><a href={page} target="_blank" rel="noreferrer"><Icon icon={ExternalLink} />{t(dispute.providerPage ? 'answer' : 'decideTest')}</a></Button> : undefined}
      />
      {dispute.state === 'open' ? <Notice look="warning" title={respondBy ? t('answerBy', { time: respondBy }) : t('answerSoon')}>{t('evidence')}</Notice> : null}
      <Facts dispute={dispute} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title={t('effect')} hint={t(`effectHint.${dispute.state}`)} />
          <CardBody>
            <KeyValueList items={(['reopened', 'withdrawn', 'unrecovered'] as const).map((part) => ({ label: t(part), value: <Money minor={dispute[`${part}Minor`]} currency={dispute.currency} /> }))} />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title={history('title')} />
          <CardBody><PaymentHistory events={dispute.events} currency={dispute.currency} timeZone={staffZone} isForStaff /></CardBody>
        </Card>
      </div>
    </div>
  )
}

async function Facts({ dispute }: { dispute: DisputeDetailView }) {
  const [t, names, reasons] = await Promise.all([getTranslations('admin.disputes'), getTranslations('admin.providers.names'), getTranslations('billing.history.reason')])
  const { reason } = dispute
  const known = reason !== null && reasons.has(reason.toLowerCase() as 'fraudulent')
  return (
    <FactStrip facts={[
      { label: t('provider'), value: names(dispute.provider), hint: dispute.mode === 'test' ? t('test') : undefined },
      { label: t('reason'), value: reason === null ? <NoValue /> : known ? reasons(reason.toLowerCase() as 'fraudulent') : <Code>{reason}</Code> },
      { label: t('opened'), value: <DateTime at={dispute.openedAt} timeZone={staffZone} /> },
      { label: t('closed'), value: <DateTime at={dispute.closedAt} timeZone={staffZone} /> },
      { label: t('payment'), value: <Link className="link" href={routes.adminPayment(dispute.paymentId)}><Code>{middle(dispute.paymentId)}</Code></Link> },
      { label: t('invoice'), value: <Link className="link" href={routes.adminInvoice(dispute.invoiceId)}><Code>{dispute.invoiceNumber ?? dispute.invoiceId}</Code></Link> },
    ]} />
  )
}
