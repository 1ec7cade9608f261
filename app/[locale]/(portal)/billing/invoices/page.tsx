import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Segmented } from '@/components/ui/tabs'
import { listInvoices } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { BillingTabs } from '../_components/billing-tabs'
import { InvoiceTable } from '../_components/invoice-table'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.invoices'))('title') }
}

const filters = {
  all: {}, open: { documentStatus: 'open', paymentStatus: 'unpaid' }, paid: { paymentStatus: 'paid' }, void: { documentStatus: 'void' },
} as const
type Filter = keyof typeof filters
type Query = { state?: string | string[]; q?: string | string[]; cursor?: string | string[]; back?: string | string[] }

const text = (value: string | string[] | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined)
const isFilter = (value: string | undefined): value is Filter => value !== undefined && value in filters

export default async function InvoicesPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [ctx, t, query] = [await portalContext(), await getTranslations('billing.invoices'), await searchParams]
  const [state, q, cursor] = [text(query.state), text(query.q), text(query.cursor)]
  const filter = isFilter(state) ? state : 'all'
  const page = await listInvoices(ctx, { ...filters[filter], ...(q ? { q: q.slice(0, 64) } : {}), ...(cursor ? { cursor } : {}) })
  const kept = { state: filter === 'all' ? undefined : filter, q }
  const isFiltered = filter !== 'all' || q !== undefined
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} />
      <BillingTabs current="invoices" />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segmented label={t('filter')} options={(['all', 'open', 'paid', 'void'] as const).map((one) => ({ href: routes.invoices({ q, state: one === 'all' ? undefined : one }), label: t(one), isCurrent: one === filter }))} />
        <form className="flex items-center gap-2" role="search">
          {kept.state ? <input type="hidden" name="state" value={kept.state} /> : null}
          <Input type="search" name="q" defaultValue={q} aria-label={t('search')} placeholder={t('search')} dir="ltr" maxLength={64} />
          <Button type="submit">{t('searchAct')}</Button>
        </form>
      </div>
      <InvoiceTable
        rows={page.data} timeZone={ctx.session.client.timeZone}
        empty={isFiltered
          ? <EmptyState drawing="search" title={t('noMatch')} action={<Button asChild><Link href={routes.invoices()}>{t('clear')}</Link></Button>} />
          : <EmptyState drawing="invoice" title={t('empty')} hint={t('emptyHint')} action={<Button asChild look="primary"><Link href={routes.plans()}>{t('seePlans')}</Link></Button>} />}
        footer={<Pagination previousHref={cursor ? routes.invoices(kept) : undefined} nextHref={page.nextCursor ? routes.invoices({ ...kept, cursor: page.nextCursor }) : undefined} />}
      />
    </div>
  )
}
