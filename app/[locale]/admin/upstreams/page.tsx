import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { DataTable, type Column } from '@/components/data/data-table'
import { NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { Button } from '@/components/ui/button'
import { listUpstreams } from '@/lib/domain/admin'
import type { UpstreamView } from '@/lib/domain/admin/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { ListPage } from '../_components/list-page'
import { staffPage, staffZone } from '../_components/staff-page'
import { checkErrorText } from './_check-error'
import { SwitchButton } from './_switch-button'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminUpstreams') }
}

const slugsOf = ({ models }: UpstreamView): string => models.map(({ slug }) => slug).join(', ')

/** A sentence, given the room of one: in a narrow column it would stand word under word. */
const Problem = ({ text }: { text: string | null }): ReactNode => (text ? <span className="block md:min-w-32">{text}</span> : <NoValue />)

export default async function UpstreamsPage() {
  const ctx = await staffPage('admin.listUpstreams')
  const [t, { data }] = await Promise.all([getTranslations('admin.upstreams'), listUpstreams(ctx, {})])
  const [now, errorText] = [ctx.clock.now(), await checkErrorText()]
  const columns: Column<UpstreamView>[] = [
    { key: 'name', header: t('name'), phone: 'title', cell: (row) => <bdi>{row.name}</bdi> },
    { key: 'address', header: t('address'), phone: 'fact', cell: (row) => (row.baseUrl ? <bdi dir="ltr" title={row.baseUrl} className="block max-w-40 truncate font-mono text-mono">{row.baseUrl}</bdi> : t('house')) },
    { key: 'state', header: t('state'), phone: 'status', cell: (row) => <Status domain="upstream" state={row.health} /> },
    { key: 'problem', header: t('problem'), phone: 'fact', cell: (row) => <Problem text={row.isEnabled ? errorText(row) : null} /> },
    { key: 'models', header: t('models'), phone: 'none', cell: (row) => (row.models.length > 0 ? <bdi className="line-clamp-2" title={slugsOf(row)}>{slugsOf(row)}</bdi> : <NoValue />) },
    { key: 'checked', header: t('checked'), phone: 'fact', align: 'end', cell: (row) => <RelativeTime at={row.lastCheckedAt} now={now} timeZone={staffZone} /> },
  ]
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} actions={<Button asChild look="primary"><Link href={routes.adminUpstream('new')}>{t('add')}</Link></Button>} />
      <DataTable caption={t('title')} columns={columns} rows={data} rowKey={(row) => row.id} rowHref={(row) => routes.adminUpstream(row.id)} rowActions={(row) => <SwitchButton upstream={row} size="sm" />} empty={<EmptyState title={t('none')} />} />
    </ListPage>
  )
}
