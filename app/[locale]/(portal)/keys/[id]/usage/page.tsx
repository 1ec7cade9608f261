import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { Card } from '@/components/ui/card'
import { Segmented } from '@/components/ui/tabs'
import { FigureTabs } from '@/components/usage/figure-tabs'
import { UsageChart } from '@/components/usage/usage-chart'
import { parseUsageQuery, usageSearch, windowOf, type SearchParams } from '@/components/usage/usage-query'
import { shapeUsage } from '@/components/usage/usage-series'
import { bucketStarts } from '@/components/usage/zoned-day'
import { getKey } from '@/lib/domain/keys'
import { getAllowance, getKeyUsage } from '@/lib/domain/usage'
import { portalContext } from '@/lib/http/context'
import { parsePicos } from '@/lib/kernel/rate'
import { routes } from '@/lib/routes'
import { KeyFrame, orNotFound } from '../../_components/key-frame'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }

const periods = ['24h', '7d', '30d', 'current'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('tabs.usage') }
}

/** What this key was used for, by model. */
export default async function KeyUsagePage({ params, searchParams }: Props) {
  const [ctx, { id }, search, t] = [await portalContext(), await params, await searchParams, await getTranslations('usage')]
  const [query, now, { timeZone, currency }, path] = [parseUsageQuery(search), ctx.clock.now(), ctx.session.client, routes.keyUsage(id)]
  const window = windowOf(query, { now, timeZone, current: await getAllowance(ctx, {}), previous: null })
  const [key, usage] = await Promise.all([
    getKey(ctx, { id }), getKeyUsage(ctx, { id, from: window.from.toISOString(), to: window.to.toISOString(), bucket: window.bucket }),
  ]).catch(orNotFound)
  const points = usage.points.map((point) => ({ ...point, costPicos: parsePicos(point.cost) ?? 0n, billedPicos: parsePicos(point.billed) ?? 0n }))
  const shape = shapeUsage(points, bucketStarts(window, timeZone))
  return (
    <KeyFrame ctx={ctx} keyView={key} tab="usage">
      <div><Segmented label={t('period.label')} options={periods.map((period) => ({ href: path + usageSearch(query, { period }), label: t(`period.${period}`), isCurrent: query.period === period }))} /></div>
      <FigureTabs path={path} query={query} total={shape.total} currency={currency} />
      {shape.total.requests === 0
        ? <Card><EmptyState drawing="chart" title={t('empty')} hint={(await getTranslations('keys'))('detail.noUsage')} /></Card>
        : <UsageChart path={path} query={query} shape={shape} window={window} nameOf={(group) => group ?? t('chart.other')} currency={currency} timeZone={timeZone} now={now} />}
    </KeyFrame>
  )
}
