import { useTranslations } from 'next-intl'
import { DataTable } from '@/components/data/data-table'
import { EmptyState } from '@/components/data/empty-state'
import { Pagination } from '@/components/data/pagination'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { UsageCost } from '@/components/data/usage-cost'
import { formatMs } from '@/components/usage/usage-series'
import { middle } from '@/components/data/copy-id'
import type { GenerationView } from '@/lib/domain/usage/view'
import { formatNumber } from '@/lib/i18n/format'
import type { Page } from '@/lib/kernel/cursor'
import { routes } from '@/lib/routes'

type Props = { page: Page<GenerationView>; now: Date; timeZone: string; firstHref?: string | undefined; nextHref?: string | undefined }

/** The period's requests, newest first. */
export function Requests({ page, now, timeZone, firstHref, nextHref }: Props) {
  const t = useTranslations('usage')
  return (
    <section aria-labelledby="requests" className="grid gap-3">
      <div>
        <h2 id="requests" className="text-h2 font-semibold">{t('requests.title')}</h2>
        <p className="text-text-2">{t('requests.lead')}</p>
      </div>
      <DataTable
        caption={t('requests.title')} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.generation(row.id)}
        empty={<EmptyState drawing="chart" title={t('requests.empty')} hint={t('emptyHint')} />}
        columns={[
          { key: 'id', header: t('requests.id'), cell: (row) => <bdi dir="ltr" className="font-mono text-mono slashed">{middle(row.id)}</bdi>, phone: 'title' },
          { key: 'time', header: t('requests.time'), cell: (row) => <RelativeTime at={row.createdAt} now={now} timeZone={timeZone} />, phone: 'fact' },
          { key: 'model', header: t('requests.model'), cell: (row) => <bdi>{row.model}</bdi>, phone: 'fact' },
          { key: 'source', header: t('requests.source'), cell: (row) => t(`source.${row.source}`), phone: 'none' },
          { key: 'tokens', header: t('requests.tokens'), align: 'end', cell: (row) => formatNumber(row.inputTokens + row.outputTokens), phone: 'none' },
          { key: 'cost', header: t('requests.cost'), align: 'end', cell: (row) => <UsageCost decimal={row.cost} currency={row.currency} isEstimated={row.isEstimated} />, phone: 'fact' },
          { key: 'latency', header: t('requests.latency'), align: 'end', cell: (row) => <bdi dir="ltr">{formatMs(row.latencyMs)}</bdi>, phone: 'none' },
          { key: 'status', header: t('requests.status'), cell: (row) => <Status domain="request" state={row.status} />, phone: 'status' },
        ]}
        footer={<Pagination previousHref={firstHref} nextHref={nextHref} />}
      />
    </section>
  )
}
