import { useTranslations } from 'next-intl'
import { Chart } from '@/components/data/chart'
import type { ChartUnit } from '@/components/data/chart-series'
import { FigureCard } from '@/components/data/figure-card'
import { Card, CardBody } from '@/components/ui/card'
import { formatMs } from '@/components/usage/usage-series'
import type { InstanceMetricsView, InstanceSampleView, InstanceTrafficView } from '@/lib/domain/instances/view'
import { formatBytes, formatDateTime, formatDay, formatNumber, formatPercent, formatTime } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { bucketsOf, pointsOf, type Figure } from './metric-points'
import { UptimeStrip } from './uptime-strip'

type Props = { metrics: InstanceMetricsView; locale: Locale; timeZone: string }

const stripCells = 48
const none = '—'

/** Uptime, traffic and use of memory, processor and storage over one range; every chart can be read as a table. */
export function MetricCharts({ metrics, locale, timeZone }: Props) {
  const t = useTranslations('instances.metrics')
  const { total, limits } = metrics
  const samples = metrics.samples.map((sample) => ({ ...sample, cpuShare: limits.cpuMillis > 0 ? sample.cpuMillis / limits.cpuMillis : 0 }))
  const use = { metrics, locale, timeZone }
  const percent = (value: number): string => formatPercent(value / 100)
  return (
    <>
      <Uptime metrics={metrics} locale={locale} timeZone={timeZone} />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <FigureCard label={t('requests')} value={<bdi dir="ltr">{formatNumber(total.requests)}</bdi>} note={t('failed', { count: total.errors })} />
        <FigureCard label={t('tokens')} value={<bdi dir="ltr">{formatNumber(total.inputTokens + total.outputTokens)}</bdi>} note={t('inOut', { input: ltr(formatNumber(total.inputTokens)), output: ltr(formatNumber(total.outputTokens)) })} />
        <FigureCard label={t('latency')} value={<bdi dir="ltr">{total.averageLatencyMs === null ? none : formatMs(total.averageLatencyMs)}</bdi>} note={t('p95', { time: ltr(total.p95LatencyMs === null ? none : formatMs(total.p95LatencyMs)) })} />
        <FigureCard label={t('memoryPeak')} value={<bdi dir="ltr">{samples.length === 0 ? none : formatBytes(Math.max(...samples.map(({ memoryBytes }) => memoryBytes)))}</bdi>} note={t('ofLimit', { limit: ltr(formatBytes(limits.memoryBytes)) })} />
      </div>
      <div className="grid gap-4 xl:grid-cols-2">
        <Plot {...use} title={t('requests')} kind="bars" rows={metrics.traffic} unit={{ kind: 'count' }} isCounted figures={[
          { series: { key: 'ok', label: t('answered') }, value: (row: InstanceTrafficView) => row.requests - row.errors, text: formatNumber },
          { series: { key: 'errors', label: t('errors'), role: 'error' }, value: (row: InstanceTrafficView) => row.errors, text: formatNumber },
        ]} />
        <Plot {...use} title={t('tokens')} kind="bars" rows={metrics.traffic} unit={{ kind: 'count' }} isCounted figures={[
          { series: { key: 'in', label: t('input') }, value: (row: InstanceTrafficView) => row.inputTokens, text: formatNumber },
          { series: { key: 'out', label: t('output') }, value: (row: InstanceTrafficView) => row.outputTokens, text: formatNumber },
        ]} />
        <Plot {...use} title={t('latency')} kind="lines" rows={metrics.traffic} unit={{ kind: 'milliseconds' }} figures={[
          { series: { key: 'mean', label: t('mean') }, value: (row: InstanceTrafficView) => row.averageLatencyMs, text: formatMs },
          { series: { key: 'p95', label: t('slowest') }, value: (row: InstanceTrafficView) => row.p95LatencyMs, text: formatMs },
        ]} />
        <Plot {...use} title={t('memory')} kind="lines" rows={metrics.samples} unit={{ kind: 'bytes' }} figures={[{ series: { key: 'memory', label: t('memory') }, value: (row: InstanceSampleView) => row.memoryBytes, text: formatBytes }]} />
        <Plot {...use} title={t('cpu')} kind="lines" rows={samples} unit={{ kind: 'percent' }} figures={[{ series: { key: 'cpu', label: t('cpuShare') }, value: (row: { cpuShare: number }) => Math.round(row.cpuShare * 1000) / 10, text: percent }]} />
        <Plot {...use} title={t('storage')} kind="lines" rows={metrics.samples} unit={{ kind: 'bytes' }} figures={[{ series: { key: 'storage', label: t('storage') }, value: (row: InstanceSampleView) => row.storageBytes, text: formatBytes }]} />
      </div>
    </>
  )
}

type PlotProps<Row extends { at: Date }> = Props & { title: string; kind: 'bars' | 'lines'; rows: readonly Row[]; unit: ChartUnit; figures: readonly Figure<Row>[]; isCounted?: boolean }

function Plot<Row extends { at: Date }>({ metrics, locale, timeZone, title, kind, rows, unit, figures, isCounted = false }: PlotProps<Row>) {
  const t = useTranslations('instances.metrics')
  const labelOf = (at: Date): string => (metrics.bucketSeconds >= 86_400 ? formatDay(at, locale, timeZone) : formatDateTime(at, locale, timeZone))
  const tickOf = metrics.bucketSeconds >= 3_600 ? formatDay : formatTime
  const points = pointsOf(bucketsOf(metrics, rows), figures, (at) => ({ label: labelOf(at), tick: tickOf(at, locale, timeZone) }), { text: isCounted ? '0' : none, isZero: isCounted })
  const peak = Math.max(0, ...points.flatMap(({ values }) => Object.values(values)))
  const summary = t('summary', { title, from: labelOf(metrics.from), to: labelOf(metrics.to), peak: ltr(figures[0]?.text(peak) ?? '') })
  return <Card><CardBody><Chart kind={kind} title={title} series={figures.map(({ series }) => series)} points={points} unit={unit} summary={summary} bucketLabel={t('time')} /></CardBody></Card>
}

/** How much of the time it was wanted it also answered, and its states one after another. */
function Uptime({ metrics, locale, timeZone }: Props) {
  const t = useTranslations('instances.metrics')
  const { ratio } = metrics.uptime
  const words = ratio === null ? t('neverWanted') : t('uptimeWords', { ratio: ltr(formatPercent(ratio)) })
  return (
    <Card><CardBody className="grid gap-2">
      <h2 className="text-h2 font-semibold">{t('uptime')}</h2>
      <p className="figure-type"><bdi dir="ltr">{ratio === null ? none : formatPercent(ratio)}</bdi></p>
      <UptimeStrip metrics={metrics} count={stripCells} summary={words} locale={locale} timeZone={timeZone} />
      <p className="text-caption text-text-3">{words}</p>
    </CardBody></Card>
  )
}
