import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { listCreditNotes } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { BillingTabs } from '../_components/billing-tabs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.creditNotes'))('title') }
}

/** What was taken back, and where did it go? */
export default async function CreditNotesPage({ searchParams }: { searchParams: Promise<{ cursor?: string | string[] }> }) {
  const [ctx, t, note, query] = [await portalContext(), await getTranslations('billing.creditNotes'), await getTranslations('creditNote'), await pageQuery(searchParams)]
  const { cursor } = query
  const { data, nextCursor } = await listCreditNotes(ctx, cursor ? { cursor } : {})
  const { timeZone } = ctx.session.client
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <BillingTabs current="creditNotes" />
      <DataTable
        caption={t('title')} rows={data} rowKey={(row) => row.id} rowHref={(row) => routes.creditNote(row.id)} empty={<EmptyState drawing="invoice" title={t('empty')} />}
        footer={<Pagination previousHref={cursor ? routes.creditNotes() : undefined} nextHref={nextCursor ? routes.creditNotes({ cursor: nextCursor }) : undefined} />}
        columns={[
          { key: 'number', header: t('number'), phone: 'title', cell: (row) => <bdi dir="ltr" className="tabular-nums">{row.number}</bdi> },
          { key: 'date', header: t('date'), phone: 'fact', cell: (row) => <DateTime at={row.issuedAt} timeZone={timeZone} show="date" /> },
          { key: 'invoice', header: t('invoice'), phone: 'fact', cell: (row) => <Link className="link relative" href={routes.invoice(row.invoiceId)}><bdi dir="ltr">{row.invoiceNumber ?? row.invoiceId}</bdi></Link> },
          { key: 'reason', header: t('reason'), phone: 'none', cell: (row) => note(`reason.${row.reason}`) },
          { key: 'total', header: t('total'), phone: 'fact', align: 'end', cell: (row) => <Money minor={row.totalMinor} currency={row.currency} /> },
        ]}
      />
    </div>
  )
}
