import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { routes } from '@/lib/routes'
import { staffPage } from '../../_components/staff-page'
import { createModelAction } from '../../actions'
import { ModelForm } from '../_form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.models'))('add') }
}

export default async function NewModelPage() {
  const ctx = await staffPage('admin.saveModel')
  const t = await getTranslations('admin.models')
  return (
    <div className="grid max-w-form gap-6">
      <PageHeader title={t('add')} crumbs={[{ label: t('title'), href: routes.adminModels() }]} />
      <ModelForm ctx={ctx} action={createModelAction} />
    </div>
  )
}
