import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Status } from '@/components/data/status'
import { Segmented } from '@/components/ui/tabs'
import { listTransactions } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { routes } from '@/lib/routes'
import { BillingTabs } from '../_components/billing-tabs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.transactions'))('title') }
}

const shown = ['succeeded', 'failed', 'awaiting_customer'] as const
type Query = { state?: string | string[]; cursor?: string | string[] }

export default async function TransactionsPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [ctx, t, query] = [await portalContext(), await getTranslations('billing.transactions'), await pageQuery(searchParams)]
  const [word, provider] = [await getTranslations('status.payment'), await getTranslations('checkout.provider')]
  const state = shown.find((one) => one === query.state)
  const { cursor } = query
  const { data, nextCursor } = await listTransactions(ctx, { ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) })
  const { timeZone } = ctx.session.client
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} />
      <BillingTabs current="transactions" />
      <Segmented
        label={t('filter')}
        options={[{ href: routes.transactions(), label: t('all'), isCurrent: !state }, ...shown.map((one) => ({ href: routes.transactions({ state: one }), label: word(one), isCurrent: one === state }))]}
      />
      <DataTable
        caption={t('caption')} rows={data} rowKey={(row) => row.id} rowHref={(row) => routes.payment(row.paymentId)}
        empty={<EmptyState drawing="invoice" title={state ? t('noMatch') : t('empty')} />}
        footer={<Pagination previousHref={cursor ? routes.transactions({ state }) : undefined} nextHref={nextCursor ? routes.transactions({ state, cursor: nextCursor }) : undefined} />}
        columns={[
          { key: 'date', header: t('date'), phone: 'title', cell: (row) => <DateTime at={row.createdAt} timeZone={timeZone} /> },
          { key: 'kind', header: t('kind'), phone: 'fact', cell: (row) => t(`kinds.${row.kind}`) },
          { key: 'invoice', header: t('invoice'), phone: 'fact', cell: (row) => <bdi dir="ltr">{row.invoiceNumber ?? row.invoiceId}</bdi> },
          { key: 'provider', header: t('provider'), phone: 'none', cell: (row) => provider(row.provider) },
          { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain={row.kind} state={row.state} /> },
          { key: 'amount', header: t('amount'), phone: 'fact', align: 'end', cell: (row) => <Money minor={row.amountMinor} currency={row.currency} /> },
        ]}
      />
    </div>
  )
}
