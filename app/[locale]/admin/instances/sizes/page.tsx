import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { Status } from '@/components/data/status'
import { formatMicros } from '@/components/instances/instance-amounts'
import { SizeLine } from '@/components/instances/size-facts'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { listAllInstanceSizes } from '@/lib/domain/admin'
import type { AnyInstanceSizeView } from '@/lib/domain/admin/instances/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { staffPage } from '../../_components/staff-page'
import { Section } from '../_components/section'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.instances'))('sizes.title') }
}

/** What can be rented, for how much, and where is it offered? */
export default async function SizesPage() {
  const ctx = await staffPage('admin.listInstanceSizes')
  const [t, list, catalog, { data }] = [await getTranslations('admin.instances.sizes'), await getTranslations('admin.instances'), await getTranslations('catalog'), await listAllInstanceSizes(ctx, {})]
  const now = ctx.clock.now()
  const hourOf = (row: AnyInstanceSizeView): string => row.prices.filter((price) => price.effectiveFrom <= now && (price.effectiveTo === null || price.effectiveTo > now)).map((price) => formatMicros(price.hourMicros, price.currency)).join(' · ')
  const columns: Column<AnyInstanceSizeView>[] = [
    { key: 'name', header: list('name'), phone: 'title', cell: (row) => <span className="flex items-center gap-2"><bdi>{row.name[ctx.locale]}</bdi>{row.isRetired ? <Badge tone="neutral">{t('retired')}</Badge> : null}</span> },
    { key: 'holds', header: t('settings'), phone: 'fact', cell: (row) => <SizeLine size={row} /> },
    { key: 'hour', header: t('hour'), phone: 'fact', align: 'end', cell: (row) => hourOf(row) || <NoValue /> },
    { key: 'plans', header: t('offeredBy'), phone: 'none', cell: (row) => (row.plans.length > 0 ? <bdi>{row.plans.join(catalog('listComma'))}</bdi> : t('noPlans')) },
    { key: 'isolation', header: t('minIsolation'), phone: 'none', cell: (row) => <Status domain="isolation" state={row.minIsolation} /> },
    { key: 'instances', header: list('title'), phone: 'none', align: 'end', cell: (row) => row.instances },
  ]
  return (
    <Section ctx={ctx} tab="sizes" title={t('title')} lead={t('lead')} actions={can(ctx.actor, 'admin.saveInstanceSize') ? <Button asChild look="primary"><Link href={routes.adminInstanceSize('new')}>{t('add')}</Link></Button> : null}>
      <DataTable caption={t('title')} columns={columns} rows={data} rowKey={(row) => row.id} rowHref={(row) => routes.adminInstanceSize(row.id)} empty={<EmptyState title={t('none')} />} />
    </Section>
  )
}
