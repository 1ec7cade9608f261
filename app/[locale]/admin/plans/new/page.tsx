import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { Card, CardBody } from '@/components/ui/card'
import { routes } from '@/lib/routes'
import { staffPage } from '../../_components/staff-page'
import { PlanForm } from '../_form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.plans'))('newTitle') }
}

export default async function NewPlanPage() {
  const ctx = await staffPage('admin.publishPlanVersion')
  const t = await getTranslations('admin.plans')
  return (
    <div className="grid max-w-form gap-5">
      <PageHeader title={t('newTitle')} crumbs={[{ label: t('title'), href: routes.adminPlans() }]} />
      <Card><CardBody><PlanForm ctx={ctx} /></CardBody></Card>
    </div>
  )
}
