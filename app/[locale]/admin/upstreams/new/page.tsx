import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { routes } from '@/lib/routes'
import { staffPage } from '../../_components/staff-page'
import { createUpstreamAction } from '../../actions'
import { UpstreamForm } from '../_form'

export default async function NewUpstreamPage() {
  await staffPage('admin.saveUpstream')
  const t = await getTranslations('admin.upstreams')
  return (
    <div className="grid max-w-form gap-6">
      <PageHeader title={t('add')} crumbs={[{ label: t('title'), href: routes.adminUpstreams() }]} />
      <UpstreamForm action={createUpstreamAction} />
    </div>
  )
}
