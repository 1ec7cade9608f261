import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { getModel, listUpstreams } from '@/lib/domain/admin'
import { routes } from '@/lib/routes'
import { Code } from '../../_components/list-page'
import { modelState } from '../../_components/model-state'
import { orNotFound, staffPage } from '../../_components/staff-page'
import { saveModelAction } from '../../actions'
import { ModelForm } from '../_form'
import { Links } from '../_links'
import { Prices } from '../_prices'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.models'))('title') }
}

export default async function ModelPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getModel')
  const [t, { id }] = await Promise.all([getTranslations('admin.models'), params])
  const [model, upstreams] = await Promise.all([orNotFound(getModel(ctx, { id })), listUpstreams(ctx, {})])
  return (
    <div className="grid gap-6">
      <PageHeader
        title={model.name} crumbs={[{ label: t('title'), href: routes.adminModels() }]}
        lead={<span className="inline-flex flex-wrap items-center gap-3"><Status domain="model" state={modelState(model)} /><Code>{model.slug}</Code></span>}
      />
      <Prices model={model} />
      <Links model={model} upstreams={upstreams.data} />
      <div className="max-w-form"><ModelForm ctx={ctx} model={model} action={saveModelAction} /></div>
    </div>
  )
}
