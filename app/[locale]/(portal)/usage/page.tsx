import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FigureTabs } from '@/components/usage/figure-tabs'
import { UsageChart } from '@/components/usage/usage-chart'
import { parseUsageQuery, usageSearch, windowOf, type SearchParams } from '@/components/usage/usage-query'
import { shapeUsage, type UsagePoint } from '@/components/usage/usage-series'
import { bucketStarts } from '@/components/usage/zoned-day'
import { listKeys } from '@/lib/domain/keys'
import { getAllowance, getTimeline, listEvents } from '@/lib/domain/usage'
import type { UsageTimelineView } from '@/lib/domain/usage/view'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { formatDateTime } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { parsePicos } from '@/lib/kernel/rate'
import { routes } from '@/lib/routes'
import { Breakdown } from './_components/breakdown'
import { Controls } from './_components/controls'
import { Requests } from './_components/requests'

type Props = { searchParams: Promise<SearchParams> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('usage'))('title') }
}

const toPoint = (point: UsageTimelineView['points'][number]): UsagePoint => ({ ...point, costPicos: parsePicos(point.cost) ?? 0n, billedPicos: parsePicos(point.billed) ?? 0n })

/** Where did it go, and is that normal? */
export default async function UsagePage({ searchParams }: Props) {
  const [ctx, params, t] = [await portalContext(), await pageQuery(searchParams), await getTranslations('usage')]
  const [query, now, { timeZone, currency }] = [parseUsageQuery(params), ctx.clock.now(), ctx.session.client]
  const allowance = await getAllowance(ctx, {})
  const window = windowOf(query, { now, timeZone, current: allowance, previous: null })
  const range = { from: window.from.toISOString(), to: window.to.toISOString() }
  const [timeline, events, keys] = await Promise.all([
    getTimeline(ctx, { ...range, bucket: window.bucket, groupBy: query.group }),
    listEvents(ctx, { ...range, limit: 25, ...(query.cursor ? { cursor: query.cursor } : {}) }),
    listKeys(ctx, { limit: 100 }),
  ])
  const shape = shapeUsage(timeline.points.map(toPoint), bucketStarts(window, timeZone))
  const names = new Map(keys.data.map((key) => [key.id, key.name]))
  const nameOf = (group: string | null): string => {
    if (group === null) return t('chart.other')
    if (query.group === 'none') return t('chart.all')
    return query.group === 'key' ? (group === '' ? t('playgroundKey') : (names.get(group) ?? t('deletedKey'))) : group
  }
  const day = (instant: Date): string => formatDateTime(instant, ctx.locale, timeZone)
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} lead={t('lead', { from: day(window.from), to: day(window.to), zone: ltr(timeZone) })} />
      <Controls query={query} window={window} timeZone={timeZone} now={now} />
      <FigureTabs path={routes.usage()} query={query} total={shape.total} currency={currency} />
      {shape.total.requests === 0 ? (
        <Card><EmptyState drawing="chart" title={t('empty')} hint={t('emptyHint')} action={<Button asChild look="primary"><Link href={routes.playground()}>{t('emptyAct')}</Link></Button>} /></Card>
      ) : (
        <>
          <UsageChart path={routes.usage()} query={query} shape={shape} window={window} nameOf={nameOf} currency={currency} timeZone={timeZone} now={now} />
          <Breakdown query={query} shape={shape} nameOf={nameOf} currency={currency} />
        </>
      )}
      {shape.total.requests === 0 && events.data.length === 0 ? null : <Requests page={events} now={now} timeZone={timeZone} firstHref={query.cursor ? routes.usage() + usageSearch(query, {}) : undefined} nextHref={events.nextCursor ? routes.usage() + usageSearch(query, { cursor: events.nextCursor }) : undefined} />}
    </div>
  )
}
