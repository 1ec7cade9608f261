import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/data/data-table'
import { EmptyState } from '@/components/data/empty-state'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { listAllInstanceModels } from '@/lib/domain/admin'
import type { AnyInstanceModelView } from '@/lib/domain/admin/instances/view'
import { formatBytes, formatNumber } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../../_components/list-page'
import { staffPage } from '../../_components/staff-page'
import { Section } from '../_components/section'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.instances'))('models.title') }
}

/** What can instances serve? */
export default async function InstanceModelsPage() {
  const ctx = await staffPage('admin.listInstanceModels')
  const [t, list, { data }] = [await getTranslations('admin.instances.models'), await getTranslations('admin.instances'), await listAllInstanceModels(ctx, {})]
  const columns: Column<AnyInstanceModelView>[] = [
    { key: 'name', header: list('name'), phone: 'title', cell: (row) => <span className="flex flex-wrap items-center gap-2"><bdi>{row.name[ctx.locale]}</bdi>{row.isDemo ? <Badge tone="info">{t('demo')}</Badge> : null}{row.isRetired ? <Badge tone="neutral">{t('retired')}</Badge> : null}</span> },
    { key: 'engine', header: t('engine'), phone: 'fact', cell: (row) => <bdi>{row.engine}</bdi> },
    { key: 'ref', header: t('ref'), phone: 'none', cell: (row) => <Code>{row.ref}</Code> },
    { key: 'context', header: t('context'), phone: 'none', align: 'end', cell: (row) => <bdi dir="ltr">{formatNumber(row.contextTokens)}</bdi> },
    { key: 'memory', header: t('minMemoryShort'), phone: 'fact', align: 'end', cell: (row) => <bdi dir="ltr">{formatBytes(row.minMemoryBytes)}</bdi> },
  ]
  return (
    <Section ctx={ctx} tab="models" title={t('title')} lead={t('lead')} actions={can(ctx.actor, 'admin.saveInstanceModel') ? <Button asChild look="primary"><Link href={routes.adminInstanceModel('new')}>{t('add')}</Link></Button> : null}>
      <DataTable caption={t('title')} columns={columns} rows={data} rowKey={(row) => row.id} rowHref={(row) => routes.adminInstanceModel(row.id)} empty={<EmptyState title={t('none')} />} />
    </Section>
  )
}
