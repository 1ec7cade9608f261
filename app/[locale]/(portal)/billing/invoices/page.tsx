import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { addDays, isDay, startOfDay } from '@/components/usage/zoned-day'
import { Segmented } from '@/components/ui/tabs'
import { listInvoices } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { pageQuery } from '@/lib/http/page-query'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { BillingTabs } from '../_components/billing-tabs'
import { InvoiceTable } from '../_components/invoice-table'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.invoices'))('title') }
}

const filters = {
  all: {}, open: { owed: 'owed' }, overdue: { owed: 'overdue' }, paid: { paymentStatus: 'paid' }, void: { documentStatus: 'void' },
} as const
type Filter = keyof typeof filters
type Query = { from?: string | string[]; to?: string | string[]; state?: string | string[]; q?: string | string[]; cursor?: string | string[] }

const dayOf = (value: string | undefined): string | undefined => (value !== undefined && isDay(value) ? value : undefined)
const isFilter = (value: string | undefined): value is Filter => value !== undefined && value in filters

export default async function InvoicesPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [ctx, t, query] = [await portalContext(), await getTranslations('billing.invoices'), await pageQuery(searchParams)]
  const [{ state, cursor }, q] = [query, query.q?.slice(0, 64) || undefined]
  const filter = isFilter(state) ? state : 'all'
  const days = { from: dayOf(query.from), to: dayOf(query.to) }
  const { timeZone } = ctx.session.client
  const dates = { ...(days.from ? { issuedFrom: startOfDay(days.from, timeZone) } : {}), ...(days.to ? { issuedBefore: startOfDay(addDays(days.to, 1), timeZone) } : {}) }
  const page = await listInvoices(ctx, { ...filters[filter], ...dates, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) })
  const kept = { state: filter === 'all' ? undefined : filter, q, ...days }
  const isFiltered = filter !== 'all' || q !== undefined || days.from !== undefined || days.to !== undefined
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} />
      <BillingTabs current="invoices" />
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Segmented label={t('filter')} options={(['all', 'open', 'overdue', 'paid', 'void'] as const).map((one) => ({ href: routes.invoices({ q, ...days, state: one === 'all' ? undefined : one }), label: t(one), isCurrent: one === filter }))} />
        <form className="flex flex-wrap items-end gap-2" role="search">
          {kept.state ? <input type="hidden" name="state" value={kept.state} /> : null}
          <Input type="search" name="q" defaultValue={q} aria-label={t('search')} placeholder={t('search')} dir="ltr" maxLength={64} className="sm:w-44" />
          <label className="grid gap-1 text-caption text-text-2">{t('from')}<Input type="date" name="from" defaultValue={days.from} /></label>
          <label className="grid gap-1 text-caption text-text-2">{t('to')}<Input type="date" name="to" defaultValue={days.to} /></label>
          <Button type="submit">{t('searchAct')}</Button>
        </form>
      </div>
      <InvoiceTable
        rows={page.data} timeZone={timeZone}
        empty={isFiltered
          ? <EmptyState drawing="search" title={t('noMatch')} action={<Button asChild><Link href={routes.invoices()}>{t('clear')}</Link></Button>} />
          : <EmptyState drawing="invoice" title={t('empty')} hint={t('emptyHint')} action={<Button asChild look="primary"><Link href={routes.plans()}>{t('seePlans')}</Link></Button>} />}
        footer={<Pagination previousHref={cursor ? routes.invoices(kept) : undefined} nextHref={page.nextCursor ? routes.invoices({ ...kept, cursor: page.nextCursor }) : undefined} />}
      />
    </div>
  )
}
