import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PlanCard } from '@/components/billing/plan-card'
import { PlanComparison } from '@/components/billing/plan-comparison'
import { Button } from '@/components/ui/button'
import { Segmented } from '@/components/ui/tabs'
import { listOfferedPlans, listSubscriptions } from '@/lib/domain/billing'
import { listPlans } from '@/lib/domain/catalog'
import type { PlanView } from '@/lib/domain/catalog/view'
import { clientCtxOf, visitorContext } from '@/lib/http/context'
import { requestFacts } from '@/lib/http/request-facts'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('catalog'))('title') }
}

type Props = { searchParams: Promise<{ interval?: string | string[] }> }

/** Which one fits, and what happens past the limit? */
export default async function PlansPage({ searchParams }: Props) {
  const [t, visitor, query] = [await getTranslations('catalog'), await visitorContext(), await searchParams]
  const interval = query.interval === 'year' ? 'year' : 'month'
  const client = visitor.session ? clientCtxOf(visitor.session, await requestFacts()) : undefined
  const { data: plans } = client ? await listOfferedPlans(client, {}) : await listPlans(visitor, {})
  const held = client ? (await listSubscriptions(client, {})).data.find(({ status }) => ['trialing', 'active', 'past_due', 'paused'].includes(status)) : undefined
  const currency = client?.session.client.currency ?? 'USD'

  const actionOf = (plan: PlanView) => {
    const name = plan.name[visitor.locale]
    if (plan.prices.length === 0) return null
    if (held?.planCode === plan.code) return <Button asChild><Link href={routes.subscription()}>{t('current')}</Link></Button>
    const href = !client ? routes.signUp({ plan: plan.code }) : held && held.amountMinor > 0n ? routes.changeSubscription({ plan: plan.code, interval }) : routes.checkout({ plan: plan.code, interval })
    return <Button asChild look={plan.code === 'pro' ? 'primary' : 'secondary'}><Link href={href}>{client ? t('choose', { plan: name }) : t('start', { plan: name })}</Link></Button>
  }
  return (
    <div className="grid gap-8">
      <header className="flex flex-wrap items-end justify-between gap-4">
        <div className="grid gap-2">
          <h1 className="text-h1 font-semibold">{t('title')}</h1>
          <p className="max-w-prose text-text-2">{t('lead')}</p>
        </div>
        <div className="grid justify-items-start gap-1.5">
          <Segmented label={t('interval.label')} options={(['month', 'year'] as const).map((one) => ({ href: routes.plans({ interval: one }), label: t(`interval.${one}`), isCurrent: one === interval }))} />
          <p className="text-caption text-text-3">{t('saves')}</p>
        </div>
      </header>
      <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-4">
        {plans.map((plan) => <PlanCard key={plan.id} plan={plan} interval={interval} currency={currency} isCurrent={held?.planCode === plan.code} action={actionOf(plan)} />)}
      </div>
      <p className="text-caption text-text-3">{t('tax')}</p>
      <section className="grid gap-3">
        <h2 className="text-h2 font-semibold">{t('compare')}</h2>
        <PlanComparison plans={plans} interval={interval} currency={currency} />
      </section>
    </div>
  )
}
