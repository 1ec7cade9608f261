import { useTranslations } from 'next-intl'
import { middle } from '@/components/data/copy-id'
import { DataTable } from '@/components/data/data-table'
import { EmptyState } from '@/components/data/empty-state'
import { Pagination } from '@/components/data/pagination'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { UsageCost } from '@/components/data/usage-cost'
import { Button } from '@/components/ui/button'
import { formatMs } from '@/components/usage/usage-series'
import type { GenerationView } from '@/lib/domain/usage/view'
import { formatNumber } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import type { Page } from '@/lib/kernel/cursor'
import { routes } from '@/lib/routes'

type Props = { page: Page<GenerationView>; now: Date; timeZone: string; isFiltered: boolean; clearHref: string; firstHref?: string | undefined; nextHref?: string | undefined }

/** A key's requests, one line each, with why they failed. */
export function RequestLog({ page, now, timeZone, isFiltered, clearHref, firstHref, nextHref }: Props) {
  const [t, own] = [useTranslations('usage'), useTranslations('keys.requests')]
  const empty = isFiltered
    ? <EmptyState title={own('noMatch')} action={<Button asChild><Link href={clearHref}>{own('clear')}</Link></Button>} />
    : <EmptyState drawing="chart" title={t('requests.empty')} hint={own('emptyHint')} />
  return (
    <DataTable
      caption={t('requests.title')} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.generation(row.id)} empty={empty}
      columns={[
        { key: 'time', header: t('requests.time'), cell: (row) => <RelativeTime at={row.createdAt} now={now} timeZone={timeZone} className="whitespace-nowrap" />, phone: 'title' },
        { key: 'status', header: t('requests.status'), cell: (row) => <Status domain="request" state={row.status} detail={row.errorCode ? <bdi dir="ltr" className="font-mono">{row.errorCode}</bdi> : undefined} />, phone: 'status' },
        { key: 'model', header: t('requests.model'), cell: (row) => <bdi>{row.model}</bdi>, phone: 'fact' },
        { key: 'tokens', header: own('tokens'), align: 'end', cell: (row) => <bdi dir="ltr">{formatNumber(row.inputTokens)} / {formatNumber(row.outputTokens)}</bdi>, phone: 'none' },
        { key: 'cost', header: t('requests.cost'), align: 'end', cell: (row) => <UsageCost decimal={row.cost} currency={row.currency} isEstimated={row.isEstimated} />, phone: 'fact' },
        { key: 'latency', header: t('requests.latency'), align: 'end', cell: (row) => <bdi dir="ltr">{formatMs(row.latencyMs)}</bdi>, phone: 'none' },
        { key: 'id', header: t('requests.id'), cell: (row) => <bdi dir="ltr" title={row.id} className="font-mono text-mono slashed">{middle(row.id)}</bdi>, phone: 'none' },
      ]}
      footer={<Pagination previousHref={firstHref} nextHref={nextHref} />}
    />
  )
}
