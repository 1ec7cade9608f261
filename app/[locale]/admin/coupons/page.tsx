import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { DateTime } from '@/components/data/date-time'
import { PageHeader } from '@/components/data/page-header'
import { Pagination } from '@/components/data/pagination'
import { ToneBadge } from '@/components/data/status'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { listCoupons } from '@/lib/domain/admin'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { ListPage, NothingHere } from '../_components/list-page'
import { oneOf, readPaging, readQuery, type SearchParams } from '../_components/list-query'
import { ListToolbar } from '../_components/list-toolbar'
import { staffPage, staffZone } from '../_components/staff-page'
import { CouponDuration, CouponValue, Taken } from './_terms'

const statuses = ['active', 'disabled'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminCoupons') }
}

/** Which discounts are out there, and how much are they used? */
export default async function CouponsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await staffPage('admin.listCoupons')
  const [t, { status: asked }, paging] = await Promise.all([getTranslations('admin.coupons'), readQuery(searchParams, ['status']), readPaging(searchParams)])
  const status = oneOf(statuses, asked)
  const page = await listCoupons(ctx, { status, cursor: paging.cursor })
  const [previous, next] = [paging.previous({ status }), paging.next({ status }, page.nextCursor)]
  const filters = [undefined, ...statuses].map((value) => ({ href: routes.adminCoupons({ status: value }), label: t(`filters.${value ?? 'all'}`), isCurrent: value === status }))
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} actions={can(ctx.actor, 'admin.createCoupon') ? <Button asChild look="primary"><Link href={routes.adminCoupon('new')}>{t('create')}</Link></Button> : null} />
      <ListToolbar filterLabel={t('status')} filters={filters} />
      <DataTable
        caption={t('title')} rows={page.data} rowKey={(row) => row.id} rowHref={(row) => routes.adminCoupon(row.id)}
        empty={<NothingHere isFiltered={status !== undefined} none={t('none')} noMatch={t('noMatch')} clearLabel={t('clear')} clearHref={routes.adminCoupons()} />}
        footer={<Pagination previousHref={previous && routes.adminCoupons(previous)} nextHref={next && routes.adminCoupons(next)} />}
        columns={[
          { key: 'name', header: t('name'), phone: 'title', cell: (row) => <bdi>{row.name[ctx.locale]}</bdi> },
          { key: 'status', header: t('status'), phone: 'status', cell: (row) => <ToneBadge tone={row.disabledAt ? 'neutral' : 'success'}>{t(row.disabledAt ? 'filters.disabled' : 'filters.active')}</ToneBadge> },
          { key: 'value', header: t('value'), phone: 'fact', cell: (row) => <CouponValue coupon={row} /> },
          { key: 'duration', header: t('duration'), phone: 'fact', cell: (row) => <CouponDuration coupon={row} /> },
          { key: 'codes', header: t('codes'), phone: 'none', cell: (row) => <bdi dir="ltr" className="font-mono text-mono">{row.codes.map(({ code }) => code).join(', ')}</bdi> },
          { key: 'taken', header: t('taken'), phone: 'fact', align: 'end', cell: (row) => <Taken count={row.redemptionCount} max={row.maxRedemptions} /> },
          { key: 'created', header: t('created'), phone: 'none', align: 'end', cell: (row) => <DateTime at={row.createdAt} timeZone={staffZone} show="date" /> },
        ]}
      />
    </ListPage>
  )
}
