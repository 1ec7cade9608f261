import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { DataTable } from '@/components/data/data-table'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { listSubscriptions } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { isAlive } from './_components/alive'
import { HistoryCard } from './_components/history-card'
import { LimitsCard } from './_components/limits-card'
import { PlanInForce } from './_components/plan-in-force'
import { SpendLimitCard } from './_components/spend-limit-card'
import { StandingNotices } from './_components/standing-notices'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.subscription'))('title') }
}

/** What am I on, until when, and what may it cost? */
export default async function SubscriptionPage() {
  const [ctx, t, manage] = [await portalContext(), await getTranslations('billing.subscription'), await getTranslations('billing.manage')]
  const { data } = await listSubscriptions(ctx, { limit: 20 })
  const alive = data.find(isAlive)
  const waiting = data.find(({ status }) => status === 'incomplete')
  const earlier = data.filter((one) => one !== alive && one !== waiting)
  const { timeZone } = ctx.session.client
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('title')} actions={alive && alive.status !== 'paused' && can(ctx.actor, 'billing.changeSubscription') ? <Button asChild><Link href={routes.changeSubscription()}>{manage('changePlan')}</Link></Button> : null} />
      {waiting ? (
        <Notice look="warning" title={t('pending', { plan: waiting.planName[ctx.locale] })}>
          {t('pendingBody')} {waiting.openInvoiceId ? <Link className="link" href={routes.invoice(waiting.openInvoiceId)}>{t('payNow')}</Link> : null}
        </Notice>
      ) : null}
      {alive ? <StandingNotices ctx={ctx} subscription={alive} /> : null}
      {alive ? <PlanInForce ctx={ctx} subscription={alive} /> : <Card><EmptyState title={t('empty')} action={<Button asChild look="primary"><Link href={routes.plans()}>{t('choose')}</Link></Button>} /></Card>}
      {alive ? <LimitsCard ctx={ctx} /> : null}
      {alive ? <SpendLimitCard ctx={ctx} subscription={alive} /> : null}
      {alive ? <HistoryCard ctx={ctx} id={alive.id} /> : null}
      {earlier.length > 0 ? (
        <section className="grid gap-3">
          <h2 className="text-h2 font-semibold">{t('history')}</h2>
          <DataTable
            caption={t('history')} rows={earlier} rowKey={(row) => row.id} empty={null}
            columns={[
              { key: 'plan', header: t('title'), phone: 'title', cell: (row) => <bdi>{row.planName[ctx.locale]}</bdi> },
              { key: 'status', header: <span className="sr-only">{t('period')}</span>, phone: 'status', cell: (row) => <Status domain="subscription" state={row.status} /> },
              { key: 'from', header: t('since'), phone: 'fact', align: 'end', cell: (row) => <DateTime at={row.activatedAt ?? row.createdAt} timeZone={timeZone} show="date" /> },
            ]}
          />
        </section>
      ) : null}
    </div>
  )
}
