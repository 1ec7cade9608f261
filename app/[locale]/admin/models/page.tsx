import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { UsageCost } from '@/components/data/usage-cost'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { listAllModels } from '@/lib/domain/admin'
import type { AdminModelView } from '@/lib/domain/admin/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code, ListPage } from '../_components/list-page'
import { modelState } from '../_components/model-state'
import { staffPage } from '../_components/staff-page'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminModels') }
}

async function columns(): Promise<Column<AdminModelView>[]> {
  const t = await getTranslations('admin.models')
  const price = (key: 'inputPerMillion' | 'outputPerMillion'): Column<AdminModelView> => ({
    key, header: t(key), phone: 'fact', align: 'end', cell: ({ price: now }) => (now ? <UsageCost decimal={now[key]} currency={now.currency} /> : <NoValue />),
  })
  return [
    { key: 'name', header: t('name'), phone: 'title', cell: (row) => <span className="inline-flex flex-wrap items-center gap-2"><bdi>{row.name}</bdi>{row.isDemo ? <Badge>{t('demo')}</Badge> : null}</span> },
    { key: 'slug', header: t('slug'), phone: 'none', cell: (row) => <Code>{row.slug}</Code> },
    { key: 'status', header: t('status'), phone: 'status', cell: (row) => <Status domain="model" state={modelState(row)} /> },
    { key: 'upstreams', header: t('upstreams'), phone: 'none', cell: (row) => (row.links.length > 0 ? <bdi>{row.links.map(({ upstreamName }) => upstreamName).join(', ')}</bdi> : <NoValue />) },
    price('inputPerMillion'), price('outputPerMillion'),
  ]
}

export default async function ModelsPage() {
  const ctx = await staffPage('admin.listModels')
  const [t, { data }] = await Promise.all([getTranslations('admin.models'), listAllModels(ctx, {})])
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} actions={<Button asChild look="primary"><Link href={routes.adminModel('new')}>{t('add')}</Link></Button>} />
      <DataTable caption={t('title')} columns={await columns()} rows={data} rowKey={(row) => row.id} rowHref={(row) => routes.adminModel(row.id)} empty={<EmptyState title={t('none')} />} />
    </ListPage>
  )
}
