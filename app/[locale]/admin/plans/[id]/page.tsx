import type { Metadata } from 'next'
import { ArrowRight } from 'lucide-react'
import { getLocale, getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { ToneBadge } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DirIcon } from '@/components/ui/dir-icon'
import { can } from '@/lib/auth/permissions'
import { getAnyPlan } from '@/lib/domain/admin'
import type { AdminPlanView } from '@/lib/domain/admin/plans/view'
import { formatNumber } from '@/lib/i18n/format'
import { isLocale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { migrateSubscribersAction } from '../../subscriptions/actions'
import { PlanForm } from '../_form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.plans'))('title') }
}

/** One plan: its versions and who holds them, moves between them, and the next version. */
export default async function PlanPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getPlan')
  const [t, sub, raw, { id }] = await Promise.all([getTranslations('admin.plans'), getTranslations('admin.subscriptions'), getLocale(), params])
  const plan = await orNotFound(getAnyPlan(ctx, { id }))
  const newest = plan.versions[0]
  const name = newest?.name[isLocale(raw) ? raw : 'en'] ?? plan.code
  const mayPublish = can(ctx.actor, 'admin.publishPlanVersion')
  return (
    <div className="grid gap-5">
      <PageHeader title={<bdi>{name}</bdi>} crumbs={[{ label: t('title'), href: routes.adminPlans() }]} lead={plan.isPublic ? <bdi dir="ltr">{plan.code}</bdi> : t('hidden')} />
      <section className="grid gap-3">
        <h2 className="text-h2 font-semibold">{t('versions')}</h2>
        <DataTable
          caption={t('versions')} rows={plan.versions} rowKey={(version) => version.versionId} empty={null}
          rowActions={(version) => (newest && version.versionId !== newest.versionId && version.subscribers > 0 && can(ctx.actor, 'admin.migrateSubscribers') ? (
            <ConfirmDialog
              trigger={<Button size="sm">{t('move')}</Button>} title={t('move')} consequences={[t('moveHint', { from: version.version, to: newest.version })]} look="primary"
              action={migrateSubscribersAction} values={{ fromVersionId: version.versionId, toVersionId: newest.versionId }} reasonLabel={sub('reason')} confirmLabel={t('moveDo')} okToast={t('moved')}
            />
          ) : null)}
          columns={[
            { key: 'version', header: sub('version'), phone: 'title', cell: (version) => t('version', { number: version.version }) },
            { key: 'state', header: sub('status'), phone: 'status', cell: (version) => <ToneBadge tone={version.isSold ? 'success' : 'neutral'}>{t(version.isSold ? 'sold' : 'earlier')}</ToneBadge> },
            { key: 'published', header: t('published'), phone: 'fact', cell: (version) => <DateTime at={version.publishedAt} timeZone={staffZone} show="date" /> },
            { key: 'prices', header: sub('price'), phone: 'fact', align: 'end', cell: (version) => <span className="inline-grid justify-items-end">{version.prices.map((price) => <span key={`${price.currency}${price.interval}`}><Money minor={price.amountMinor} currency={price.currency} /> {sub(price.interval === 'year' ? 'aYear' : 'aMonth')}</span>)}</span> },
            { key: 'tokens', header: t('includedTokens'), phone: 'none', align: 'end', cell: (version) => <bdi dir="ltr">{formatNumber(version.includedTokens)}</bdi> },
            { key: 'subscribers', header: sub('title'), phone: 'fact', align: 'end', cell: (version) => t('subscribers', { count: version.subscribers }) },
          ]}
        />
      </section>
      {plan.migrations.length > 0 ? <Migrations plan={plan} /> : null}
      {mayPublish ? <Card className="max-w-form"><CardHeader title={t('publish')} hint={t('publishHint')} /><CardBody><PlanForm ctx={ctx} key={newest?.versionId} plan={plan} newest={newest} /></CardBody></Card> : null}
    </div>
  )
}

async function Migrations({ plan }: { plan: AdminPlanView }) {
  const t = await getTranslations('admin.plans')
  return (
    <Card>
      <CardHeader title={t('migrations')} />
      <CardBody>
        <ul className="grid gap-4">
          {plan.migrations.map((move) => (
            <li key={move.id} className="grid gap-1">
              <div className="flex flex-wrap items-center justify-between gap-2">
                <span className="inline-flex items-center gap-1.5 font-medium">{t('version', { number: move.fromVersion })}<DirIcon icon={ArrowRight} />{t('version', { number: move.toVersion })}</span>
                <ToneBadge tone={move.state === 'done' ? 'success' : 'info'}>{t(move.state)} · <bdi dir="ltr">{t('progress', { done: move.total - move.waiting, total: move.total })}</bdi></ToneBadge>
              </div>
              <p className="text-text-2">{(['scheduled', 'skipped', 'failed', 'waiting'] as const).filter((one) => move[one] > 0).map((one) => `${t(`outcome.${one}`)}: ${move[one]}`).join(' · ')}</p>
              <p className="text-caption text-text-3"><bdi>{move.reason}</bdi> · <DateTime at={move.createdAt} timeZone={staffZone} /></p>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
