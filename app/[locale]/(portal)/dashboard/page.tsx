import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { Attention } from '@/components/dashboard/attention'
import { CostByDay } from '@/components/dashboard/cost-by-day'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { env } from '@/lib/env'
import { getDashboard } from '@/lib/domain/portal'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { apiRoutes, routes } from '@/lib/routes'
import { Figures } from './_components/figures'
import { FirstSteps } from './_components/first-steps'
import { Instances } from './_components/instances'
import { Recent } from './_components/recent'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('dashboard'))('title') }
}

/** Am I fine, and what will I pay? */
export default async function DashboardPage() {
  const ctx = await portalContext()
  const [view, t] = [await getDashboard(ctx, {}), await getTranslations('dashboard')]
  const { timeZone } = ctx.session.client
  const isRunning = view.plan !== null && view.plan.status !== 'incomplete'
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} />
      <Attention items={view.attention} timeZone={timeZone} />
      {isRunning ? <Figures view={view} timeZone={timeZone} /> : (
        <Card><EmptyState title={t('noPlan.title')} hint={t('noPlan.body')} action={<Button asChild look="primary"><Link href={routes.plans()}>{t('noPlan.act')}</Link></Button>} /></Card>
      )}
      {isRunning && !view.firstSteps.hasRequest ? <FirstSteps steps={view.firstSteps} baseUrl={env().PUBLIC_ORIGIN + apiRoutes.gateway()} /> : null}
      {view.firstSteps.hasRequest ? <CostByDay cost={view.costByDay} timeZone={timeZone} now={ctx.clock.now()} /> : null}
      <Suspense fallback={<Skeleton className="h-32" />}><Instances ctx={ctx} /></Suspense>
      {view.firstSteps.hasRequest || view.recentInvoices.length > 0 ? <Recent view={view} now={ctx.clock.now()} timeZone={timeZone} /> : null}
    </div>
  )
}
