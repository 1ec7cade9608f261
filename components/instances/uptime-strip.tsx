import { useTranslations } from 'next-intl'
import { CellStrip } from '@/components/data/cell-strip'
import { toneOf } from '@/components/data/status-tones'
import type { InstanceMetricsView } from '@/lib/domain/instances/view'
import { formatDateTime } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { cellsOf } from './metric-points'

type Props = { metrics: InstanceMetricsView; count: number; summary: string; locale: Locale; timeZone: string }

/** An instance's states one after another, `count` cells over the range. */
export function UptimeStrip({ metrics, count, summary, locale, timeZone }: Props) {
  const [t, states] = [useTranslations('instances.metrics'), useTranslations('status.instance')]
  const cells = cellsOf(metrics, count).map(({ at, status }) => ({
    tone: status === null ? 'none' as const : toneOf('instance', status), title: `${formatDateTime(at, locale, timeZone)}: ${status === null ? t('notThere') : states(status)}`,
  }))
  return <CellStrip cells={cells} summary={summary} />
}
