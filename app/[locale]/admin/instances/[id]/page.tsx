import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CopyId } from '@/components/data/copy-id'
import { CodeBlock } from '@/components/data/code-tabs'
import { FactStrip } from '@/components/data/fact-strip'
import { LiveRefresh } from '@/components/data/live-refresh'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { EventTimeline } from '@/components/instances/event-timeline'
import { formatMicros } from '@/components/instances/instance-amounts'
import { InstanceBadge } from '@/components/instances/instance-status'
import { MetricCharts } from '@/components/instances/metric-charts'
import { SizeLine } from '@/components/instances/size-facts'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Segmented } from '@/components/ui/tabs'
import { can } from '@/lib/auth/permissions'
import { getAnyInstance, getAnyInstanceMetrics, listAnyInstanceEvents } from '@/lib/domain/admin'
import type { AnyInstanceView } from '@/lib/domain/admin/instances/view'
import { metricRanges, type MetricRange } from '@/lib/domain/instances/schema'
import type { StaffCtx } from '@/lib/http/context'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { ForceActs } from '../_components/force-acts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.instances'))('title') }
}

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ range?: string }> }

/** What is wanted of it, what was seen of it, and what may staff do about the difference? */
export default async function AnyInstancePage({ params, searchParams }: Props) {
  const ctx = await staffPage('admin.getInstance')
  const [{ id }, { range }, t] = [await params, await searchParams, await getTranslations('admin.instances')]
  const [instance, events] = await orNotFound(Promise.all([getAnyInstance(ctx, { id }), listAnyInstanceEvents(ctx, { id, limit: 50 })]))
  const now = ctx.clock.now()
  return (
    <div className="grid gap-6">
      <LiveRefresh version={`${instance.status}${instance.statusSince.toISOString()}`} firstMs={3_000} />
      <PageHeader
        title={instance.name} crumbs={[{ label: t('title'), href: routes.adminInstances() }]}
        lead={<span className="flex flex-wrap items-center gap-x-3 gap-y-1"><span role="status"><InstanceBadge status={instance.status} /></span><Link className="link" href={routes.adminClient(instance.clientId)}><bdi>{instance.clientName}</bdi></Link><CopyId id={instance.id} /></span>}
        actions={<ForceActs actor={ctx.actor} instance={instance} />}
      />
      <Reasons instance={instance} />
      <Facts ctx={ctx} instance={instance} />
      {instance.statusDetail ? <Card><CardHeader title={t('detail.staffText')} /><CardBody><CodeBlock code={instance.statusDetail} label={t('detail.staffText')} /></CardBody></Card> : null}
      {can(ctx.actor, 'admin.getInstanceMetrics') ? <Metrics ctx={ctx} id={id} range={metricRanges.find((one) => one === range) ?? '24h'} /> : null}
      <Card>
        <CardHeader title={t('detail.events')} />
        <CardBody><EventTimeline events={events.data} now={now} timeZone={staffZone} /></CardBody>
      </Card>
    </div>
  )
}

/** What it used and served, as its client sees it. */
async function Metrics({ ctx, id, range }: { ctx: StaffCtx; id: string; range: MetricRange }) {
  const [t, metrics] = [await getTranslations('instances.metrics'), await getAnyInstanceMetrics(ctx, { id, range })]
  return (
    <>
      <div id="metrics"><Segmented label={t('period')} options={metricRanges.map((one) => ({ href: `${routes.adminInstance(id, { range: one })}#metrics`, label: t(`range.${one}`), isCurrent: one === range }))} /></div>
      <MetricCharts metrics={metrics} locale={ctx.locale} timeZone={staffZone} />
    </>
  )
}

async function Reasons({ instance }: { instance: AnyInstanceView }) {
  const [t, reasons] = [await getTranslations('admin.instances.detail'), await getTranslations('instances.reason')]
  const reason = instance.suspendedFor ?? instance.statusReason
  if (!reason || reason === 'asked') return null
  return <Notice look={instance.status === 'failed' ? 'danger' : 'warning'} title={reasons(`${reason}.title`)}>{instance.suspendedNote ? <>{t('note')}: <bdi>{instance.suspendedNote}</bdi></> : null}</Notice>
}

async function Facts({ ctx, instance }: { ctx: StaffCtx; instance: AnyInstanceView }) {
  const [t, bills] = [await getTranslations('admin.instances'), await getTranslations('instances.bills')]
  const now = ctx.clock.now()
  const time = (at: Date | null) => (at ? <RelativeTime at={at} now={now} timeZone={staffZone} /> : t('detail.never'))
  return (
    <FactStrip facts={[
      { label: t('detail.wanted'), value: t(`detail.wantedNow.${instance.desired}`) },
      { label: t('since'), value: time(instance.statusSince) },
      { label: t('size'), value: <bdi>{instance.size.name[ctx.locale]}</bdi>, hint: <SizeLine size={instance.size} /> },
      { label: t('model'), value: <bdi>{instance.model.name[ctx.locale]}</bdi> },
      { label: t('where'), value: <bdi>{instance.driver}</bdi>, hint: instance.isolation ? <Status domain="isolation" state={instance.isolation} /> : undefined },
      { label: t('detail.observed'), value: time(instance.observedAt) },
      { label: t('detail.generation'), value: t('detail.generationOf', { seen: ltr(String(instance.observedGeneration)), wanted: ltr(String(instance.generation)) }) },
      { label: t('detail.crashes'), value: instance.crashes, hint: instance.nextTryAt ? <>{t('detail.nextTry')} {time(instance.nextTryAt)}</> : undefined },
      { label: t('detail.billed'), value: time(instance.billedUntil), hint: instance.billing ? bills('hour', { amount: formatMicros(instance.billing.hourMicros, instance.billing.currency) }) : undefined },
    ]} />
  )
}
