import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { DataTable } from '@/components/data/data-table'
import { Money } from '@/components/data/money'
import { NoValue } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { Form } from '@/components/form/form'
import { RadioCardsField } from '@/components/form/radio-cards-field'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { can } from '@/lib/auth/permissions'
import { getCancelPolicy, listAllPlans } from '@/lib/domain/admin'
import type { AdminPlanView } from '@/lib/domain/admin/plans/view'
import { Link } from '@/lib/i18n/navigation'
import { isLocale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import { ListPage } from '../_components/list-page'
import { staffPage } from '../_components/staff-page'
import { setCancelPolicyAction } from '../subscriptions/actions'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminPlans') }
}

const soldOf = (plan: AdminPlanView) => plan.versions.find(({ isSold }) => isSold) ?? plan.versions[0]

/** What is sold, in which version, and who holds it? */
export default async function PlansPage() {
  const ctx = await staffPage('admin.listPlans')
  const [t, sub, raw, { data: plans }, { policy }] = await Promise.all([getTranslations('admin.plans'), getTranslations('admin.subscriptions'), getLocale(), listAllPlans(ctx, {}), getCancelPolicy(ctx, {})])
  const locale = isLocale(raw) ? raw : 'en'
  const price = (plan: AdminPlanView, interval: 'month' | 'year') => {
    const found = soldOf(plan)?.prices.find((one) => one.interval === interval)
    return found ? <Money minor={found.amountMinor} currency={found.currency} /> : <NoValue />
  }
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} actions={can(ctx.actor, 'admin.publishPlanVersion') ? <Button asChild><Link href={routes.adminNewPlan()}>{t('new')}</Link></Button> : null} />
      <DataTable
        caption={t('title')} rows={plans} rowKey={(plan) => plan.id} rowHref={(plan) => routes.adminPlan(plan.id)} empty={<EmptyState title={t('none')} />}
        columns={[
          { key: 'name', header: sub('plan'), phone: 'title', cell: (plan) => <bdi>{soldOf(plan)?.name[locale] ?? plan.code}</bdi> },
          { key: 'status', header: sub('status'), phone: 'status', cell: (plan) => <Status domain="plan" state={plan.isPublic ? 'active' : 'hidden'} /> },
          { key: 'version', header: sub('version'), phone: 'none', align: 'end', cell: (plan) => <bdi dir="ltr">{soldOf(plan)?.version}</bdi> },
          { key: 'month', header: sub('aMonth'), phone: 'fact', align: 'end', cell: (plan) => price(plan, 'month') },
          { key: 'year', header: sub('aYear'), phone: 'none', align: 'end', cell: (plan) => price(plan, 'year') },
          { key: 'subscribers', header: sub('title'), phone: 'fact', align: 'end', cell: (plan) => t('subscribers', { count: plan.versions.reduce((sum, { subscribers }) => sum + subscribers, 0) }) },
        ]}
      />
      {can(ctx.actor, 'admin.setCancelPolicy') ? (
        <Card className="max-w-form">
          <CardHeader title={t('policy')} hint={t('policyHint')} />
          <CardBody>
            <Form action={setCancelPolicyAction} okToast={t('policySaved')}>
              <RadioCardsField name="policy" legend={<span className="sr-only">{t('policy')}</span>} value={policy} choices={[{ value: 'credit', title: t('policyCredit') }, { value: 'nothing', title: t('policyNothing') }]} />
              <div><SubmitButton>{t('policySave')}</SubmitButton></div>
            </Form>
          </CardBody>
        </Card>
      ) : null}
    </ListPage>
  )
}
