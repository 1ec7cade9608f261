import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CopyId } from '@/components/data/copy-id'
import { DateTime, NoValue } from '@/components/data/date-time'
import { FactStrip } from '@/components/data/fact-strip'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Status, ToneBadge } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getWebhookEvent } from '@/lib/domain/admin'
import { webhookChecks, type WebhookDetailView } from '@/lib/domain/admin/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../../_components/list-page'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { replayWebhookEventAction } from '../../actions'

/** The five checks in the order they are made, in words and shapes. */
async function Checks({ checks }: { checks: WebhookDetailView['checks'] }) {
  const t = await getTranslations('admin.webhooks')
  const tone = (passed: boolean | null) => (passed === null ? 'neutral' : passed ? 'success' : 'danger')
  const word = (passed: boolean | null) => t(passed === null ? 'notReached' : passed ? 'passed' : 'failed')
  return (
    <Card>
      <CardHeader title={t('checksTitle')} />
      <CardBody>
        <ol className="grid gap-3">
          {webhookChecks.map((name) => (
            <li key={name} className="flex flex-wrap items-center justify-between gap-2">
              <span>{t(`checks.${name}`)}</span><ToneBadge tone={tone(checks[name])}>{word(checks[name])}</ToneBadge>
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  )
}

async function Subject({ payment }: { payment: WebhookDetailView['payment'] }) {
  const t = await getTranslations('admin.webhooks')
  return (
    <Card>
      <CardHeader title={t('effect')} />
      <CardBody>
        {payment ? (
          <div className="grid gap-2">
            <p className="flex flex-wrap items-center gap-2"><Link href={routes.adminPayment(payment.id)} className="link"><Money minor={payment.amountMinor} currency={payment.currency} /></Link><Status domain="payment" state={payment.state} /></p>
            <p><Link href={routes.adminClient(payment.clientId)} className="link"><bdi>{payment.clientName}</bdi></Link></p>
            {payment.invoiceNumber ? <p className="text-text-2">{t('invoice')} <Code>{payment.invoiceNumber}</Code></p> : null}
          </div>
        ) : <p className="text-text-2">{t('noPayment')}</p>}
      </CardBody>
    </Card>
  )
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.webhooks'))('title') }
}

export default async function WebhookPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getWebhookEvent')
  const [t, { id }] = await Promise.all([getTranslations('admin.webhooks'), params])
  const event = await orNotFound(getWebhookEvent(ctx, { id }))
  const canReplay = event.objectId !== null && ['received', 'failed', 'processed'].includes(event.state)
  return (
    <div className="grid gap-5">
      <PageHeader
        title={<Code>{event.type}</Code>} crumbs={[{ label: t('title'), href: routes.adminWebhooks() }]}
        lead={<span className="inline-flex flex-wrap items-center gap-3"><Status domain="webhook" state={event.state} /><CopyId id={event.id} /></span>}
        actions={canReplay ? (
          <ConfirmDialog
            trigger={<Button>{t('replay')}</Button>} title={t('replayTitle')} consequences={[t('replayAsks'), t('replayOnce')]} look="primary"
            action={replayWebhookEventAction} values={{ id }} confirmLabel={t('replay')} okToast={t('replayed')}
          />
        ) : undefined}
      />
      {event.error ? <Notice look="danger" title={t('error')}><Code>{event.error}</Code></Notice> : null}
      <FactStrip facts={[
        { label: t('provider'), value: <bdi>{event.provider}</bdi>, hint: t(event.mode === 'live' ? 'live' : 'test') },
        { label: t('receivedAt'), value: <DateTime at={event.receivedAt} timeZone={staffZone} /> },
        { label: t('processedAt'), value: <DateTime at={event.processedAt} timeZone={staffZone} /> },
        { label: t('attempts'), value: event.attempts },
        { label: t('object'), value: event.objectId ? <Code>{event.objectId}</Code> : <NoValue /> },
      ]} />
      <div className="grid items-start gap-5 lg:grid-cols-2"><Checks checks={event.checks} /><Subject payment={event.payment} /></div>
      <details className="rounded-card border bg-surface">
        <summary className="cursor-pointer px-4 py-3 font-medium sm:px-5">{t('payload')}</summary>
        <pre dir="ltr" className="overflow-x-auto border-t bg-sunken p-4 font-mono text-mono whitespace-pre-wrap break-words sm:p-5">{event.body}</pre>
      </details>
    </div>
  )
}
