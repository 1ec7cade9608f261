import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { FactStrip } from '@/components/data/fact-strip'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { Timeline } from '@/components/data/timeline'
import { UsageCost } from '@/components/data/usage-cost'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { getClient } from '@/lib/domain/admin'
import type { ClientDetailView } from '@/lib/domain/admin/view'
import { Link } from '@/lib/i18n/navigation'
import { formatNumber, formatPercent } from '@/lib/i18n/format'
import { routes } from '@/lib/routes'
import { actTexts } from '../../_components/act-text'
import { invoiceColumns } from '../../_components/invoice-columns'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { UsageChart } from '../../_components/usage-chart'
import { IdentityLead, KeysCard, MembersCard, StandingAction, SubscriptionCard } from './_parts'

async function factsOf({ id, facts, currency }: ClientDetailView) {
  const t = await getTranslations('admin.client')
  const { lastPayment, requests30d, errors30d } = facts
  return [
    { label: t('mrr'), value: <Money minor={facts.mrrMinor} currency={currency} /> },
    { label: t('owed'), value: <Money minor={facts.owedMinor} currency={currency} /> },
    { label: t('wallet'), value: <Link className="link" href={routes.adminClientWallet(id)}><Money minor={facts.walletMinor} currency={currency} /></Link>, ...(facts.openHolds > 0 ? { hint: t('holds', { count: facts.openHolds }) } : {}) },
    { label: t('cost30d'), value: <UsageCost decimal={facts.cost30d} currency={currency} />, hint: t('requestCount', { count: requests30d }) },
    { label: t('errorRate'), value: requests30d > 0 ? <bdi dir="ltr">{formatPercent(errors30d / requests30d)}</bdi> : <NoValue />, hint: t('errorCount', { count: errors30d, shown: formatNumber(errors30d) }) },
    {
      label: t('lastPayment'),
      value: lastPayment ? <span className="inline-flex flex-wrap items-center gap-2"><Money minor={lastPayment.amountMinor} currency={lastPayment.currency} /><Status domain="payment" state={lastPayment.state} /></span> : <NoValue />,
    },
  ]
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.client'))('clients') }
}

export default async function ClientPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getClient')
  const [t, actText, { id }] = await Promise.all([getTranslations('admin.client'), actTexts(), params])
  const client = await orNotFound(getClient(ctx, { id }))
  const now = ctx.clock.now()
  const timeline = client.timeline.map((event) => ({
    id: event.id, title: actText(event.action), actor: event.actorName, tone: event.actorKind === 'staff' ? 'warning' as const : 'neutral' as const,
    time: <RelativeTime at={event.createdAt} now={now} timeZone={staffZone} />,
  }))
  return (
    <div className="grid gap-5">
      <PageHeader
        title={client.name} crumbs={[{ label: t('clients'), href: routes.adminClients() }]} lead={<IdentityLead client={client} />}
        actions={can(ctx.actor, 'admin.suspendClient') ? <StandingAction client={client} /> : undefined}
      />
      {client.suspendedReason ? <Notice look="danger" title={t('suspendedBecause')}><bdi>{client.suspendedReason}</bdi></Notice> : null}
      <FactStrip facts={await factsOf(client)} />
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <div className="grid gap-5 lg:col-span-2">
          <UsageChart client={client} />
          <section className="grid gap-3">
            <div className="flex items-center justify-between gap-3">
              <h2 className="text-h2 font-semibold">{t('invoices')}</h2>
              {can(ctx.actor, 'admin.listInvoices') ? <Link href={routes.adminInvoices({ clientId: id })} className="link">{t('allInvoices')}</Link> : null}
            </div>
            <DataTable caption={t('invoices')} columns={await invoiceColumns(false)} rows={client.invoices} rowKey={(row) => row.id} {...(can(ctx.actor, 'admin.getInvoice') ? { rowHref: (row: ClientDetailView['invoices'][number]) => routes.adminInvoice(row.id) } : {})} empty={<EmptyState drawing="invoice" title={t('noInvoices')} />} />
          </section>
          <Card><CardHeader title={t('timeline')} /><CardBody>{timeline.length > 0 ? <Timeline items={timeline} /> : <p className="text-text-2">{t('noTimeline')}</p>}</CardBody></Card>
        </div>
        <div className="grid gap-5">
          <SubscriptionCard subscription={client.subscription} limitsHref={can(ctx.actor, 'admin.getClientLimits') ? routes.adminClientLimits(id) : null} />
          <MembersCard members={client.members} />
          <KeysCard keys={client.keys} now={now} />
        </div>
      </div>
    </div>
  )
}
