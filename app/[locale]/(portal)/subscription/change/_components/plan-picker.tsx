import { clsx } from 'clsx'
import { useLocale, useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Segmented } from '@/components/ui/tabs'
import { Money } from '@/components/data/money'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import { priceOf, type PlanView } from '@/lib/domain/catalog/view'
import { formatNumber } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { Link, getPathname } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

export type Wish = { plan: string; interval: 'month' | 'year'; quantity: number }
type Props = { plans: readonly PlanView[]; held: SubscriptionView; wish: Wish }

/** Plans side by side at the chosen period and seats; every choice is an address, so it works before any script runs. */
export function PlanPicker({ plans, held, wish }: Props) {
  const [t, catalog] = [useTranslations('billing.manage.change'), useTranslations('catalog')]
  const locale = useLocale() as Locale
  const shown = plans.filter((plan) => plan.code === held.planCode || priceOf(plan, wish.interval, held.currency))
  return (
    <section className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <Segmented
          label={catalog('interval.label')}
          options={(['month', 'year'] as const).map((interval) => ({ href: routes.changeSubscription({ ...wish, interval }), label: catalog(`interval.${interval}`), isCurrent: interval === wish.interval }))}
        />
        <form method="get" action={getPathname({ href: routes.changeSubscription(), locale })} className="flex items-end gap-2">
          <input type="hidden" name="plan" value={wish.plan} /><input type="hidden" name="interval" value={wish.interval} />
          <label className="grid gap-1.5 font-medium">{t('seats')}<Input key={wish.quantity} type="number" name="quantity" min={1} max={10000} defaultValue={wish.quantity} className="w-24" /></label>
          <Button type="submit">{t('apply')}</Button>
        </form>
      </div>
      <ul className="grid gap-3 sm:grid-cols-2">
        {shown.map((plan) => <li key={plan.code}><Choice plan={plan} held={held} wish={wish} /></li>)}
      </ul>
    </section>
  )
}

function Choice({ plan, held, wish }: { plan: PlanView; held: SubscriptionView; wish: Wish }) {
  const [t, catalog] = [useTranslations('billing.manage.change'), useTranslations('catalog')]
  const locale = useLocale() as Locale
  const isHeld = plan.code === held.planCode
  const isPicked = plan.code === wish.plan
  const list = priceOf(plan, wish.interval, held.currency)
  const minor = isHeld && wish.interval === held.interval ? held.amountMinor / BigInt(held.quantity) : list?.amountMinor
  return (
    <Card className={clsx('grid h-full content-start gap-3 p-4', isPicked && 'border-accent')}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-h2 font-semibold"><bdi>{plan.name[locale]}</bdi></h2>
        {isHeld ? <Badge tone="info">{t('current')}</Badge> : list?.isOwn ? <Badge tone="success">{catalog('ownPrice')}</Badge> : null}
      </div>
      <p>{minor === undefined ? catalog('onRequest') : <><Money minor={minor * BigInt(wish.quantity)} currency={held.currency} className="font-semibold" /> <span className="text-text-2">{wish.interval === 'year' ? catalog('perYear') : catalog('perMonth')}</span></>}</p>
      <dl className="grid gap-1 text-text-2">
        {[[catalog('row.tokens'), plan.includedTokens * BigInt(wish.quantity)] as const, [catalog('row.requests'), plan.requestsPerMinute] as const, [catalog('row.keys'), plan.maxKeys] as const].map(([label, value]) => (
          <div key={label} className="flex justify-between gap-3"><dt>{label}</dt><dd><bdi dir="ltr" className="font-medium text-text">{formatNumber(value)}</bdi></dd></div>
        ))}
      </dl>
      {isPicked ? <p className="mt-auto font-medium text-accent-text">{t('picked')}</p>
        : <Button asChild className="mt-auto"><Link href={routes.changeSubscription({ ...wish, plan: plan.code })} scroll={false}>{t('pick')} <bdi>{plan.name[locale]}</bdi></Link></Button>}
    </Card>
  )
}
