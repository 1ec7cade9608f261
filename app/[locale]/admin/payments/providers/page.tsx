import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CopyButton } from '@/components/data/copy-button'
import { DateTime } from '@/components/data/date-time'
import { KeyValueList } from '@/components/data/key-value-list'
import { PageHeader } from '@/components/data/page-header'
import { ToneBadge } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { listPaymentProviders } from '@/lib/domain/admin'
import type { ProviderView } from '@/lib/domain/admin/payments/view'
import { Code, ListPage } from '../../_components/list-page'
import { staffPage, staffZone } from '../../_components/staff-page'
import { TestButton } from './_test-button'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminProviders') }
}

/** Who can take money for us, and does it work? */
export default async function ProvidersPage() {
  const ctx = await staffPage('admin.listPaymentProviders')
  const [t, { data }] = await Promise.all([getTranslations('admin.providers'), listPaymentProviders(ctx, {})])
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className="grid items-start gap-5 lg:grid-cols-2">{data.map((provider) => <ProviderCard key={provider.id} provider={provider} />)}</div>
    </ListPage>
  )
}

const toneOf = ({ isConfigured, health }: ProviderView) => (!isConfigured ? 'neutral' : health?.ok ? 'success' : 'danger')

async function ProviderCard({ provider }: { provider: ProviderView }) {
  const t = await getTranslations('admin.providers')
  const { id, isConfigured, health, mode, webhookUrl } = provider
  const word = !isConfigured ? t('unset') : t(health?.ok ? 'up' : 'down')
  return (
    <Card>
      <CardHeader title={<span className="inline-flex flex-wrap items-center gap-3"><bdi>{t(`names.${id}`)}</bdi><ToneBadge tone={toneOf(provider)}>{word}</ToneBadge></span>} />
      <CardBody className="grid gap-4">
        {isConfigured && health && !health.ok ? <Notice look="danger" title={t('downTitle')}>{health.reason ? <Code>{health.reason}</Code> : null}</Notice> : null}
        {isConfigured ? null : <p className="text-text-2">{t('unsetHint')}</p>}
        <KeyValueList items={[
          ...(mode ? [{ label: t('mode'), value: t(mode) }] : []),
          ...(webhookUrl ? [{ label: t('webhookUrl'), value: <span className="inline-flex flex-wrap items-center gap-2"><Code>{webhookUrl}</Code><CopyButton value={webhookUrl} label={t('copyWebhookUrl')} isIcon /></span> }] : []),
          { label: t('lastNotice'), value: <DateTime at={provider.lastNoticeAt} timeZone={staffZone} /> },
          { label: t('openAttempts'), value: provider.openAttempts },
          { label: t('abilities'), value: t('abilityList', { save: provider.can.saveMethods ? 'yes' : 'no', refund: provider.can.refund ? 'yes' : 'no', reconcile: provider.can.reconcile ? 'yes' : 'no' }) },
        ]} />
        <ul className="grid gap-1">
          {provider.settings.map(({ name, isSet }) => (
            <li key={name} className="flex flex-wrap items-center justify-between gap-2"><Code>{name}</Code><span className="text-text-2">{t(isSet ? 'isSet' : 'notSet')}</span></li>
          ))}
        </ul>
        {isConfigured ? <TestButton id={id} texts={{ test: t('testNow'), ok: t('testOk'), failed: t('testFailed'), latency: t('latency') }} /> : null}
      </CardBody>
    </Card>
  )
}
