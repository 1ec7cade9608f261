import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { MetricCharts } from '@/components/instances/metric-charts'
import { Segmented } from '@/components/ui/tabs'
import { getInstanceMetrics } from '@/lib/domain/instances'
import { metricRanges } from '@/lib/domain/instances/schema'
import { routes } from '@/lib/routes'
import { InstanceFrame } from '../../_components/instance-frame'
import { orNotFound, readInstance } from '../../_components/read-instance'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ range?: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('instances'))('tabs.metrics') }
}

/** How much does it use, how fast does it answer, and was it there? */
export default async function InstanceMetricsPage({ params, searchParams }: Props) {
  const [{ ctx, instance }, query, t] = [await readInstance(params), await searchParams, await getTranslations('instances.metrics')]
  const range = metricRanges.find((one) => one === query.range) ?? '24h'
  const metrics = await getInstanceMetrics(ctx, { id: instance.id, range }).catch(orNotFound)
  return (
    <InstanceFrame ctx={ctx} instance={instance} tab="metrics">
      <div><Segmented label={t('period')} options={metricRanges.map((one) => ({ href: routes.instanceMetrics(instance.id, { range: one }), label: t(`range.${one}`), isCurrent: one === range }))} /></div>
      <MetricCharts metrics={metrics} locale={ctx.locale} timeZone={ctx.session.client.timeZone} />
    </InstanceFrame>
  )
}
