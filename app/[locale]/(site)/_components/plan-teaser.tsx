import { useLocale, useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { priceOf, type PlanView } from '@/lib/domain/catalog/view'
import { formatCompact } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'

const currency = 'USD'

/** The plans in one line each; the comparison is on its own page. */
export function PlanTeaser({ plans }: { plans: readonly PlanView[] }) {
  const t = useTranslations('home')
  const locale = useLocale() as Locale
  if (plans.length === 0) return null
  return (
    <section aria-labelledby="plans" className="grid gap-5">
      <div>
        <h2 id="plans" className="text-h1 font-semibold">{t('plansTitle')}</h2>
        <p className="mt-1 max-w-prose text-text-2">{t('plansLead')}</p>
      </div>
      <ul className="divide-y rounded-card border bg-surface">
        {plans.map((plan) => {
          const price = priceOf(plan, 'month', currency)
          return (
            <li key={plan.id} className="grid gap-x-6 gap-y-1 px-5 py-4 md:grid-cols-4 md:items-baseline">
              <h3 className="text-h2 font-semibold"><bdi>{plan.name[locale]}</bdi></h3>
              <p className="text-text-2 md:col-span-2">{plan.description[locale]}{price ? ` ${t('included', { tokens: formatCompact(plan.includedTokens) })}.` : null}</p>
              <p className="font-medium md:text-end">
                {price ? t('perMonth', { price: ltr(formatMoney({ minor: price.amountMinor, currency: price.currency })) }) : t('onRequest')}
              </p>
            </li>
          )
        })}
      </ul>
      <div><Button asChild><Link href={routes.plans()}>{t('allPlans')}</Link></Button></div>
    </section>
  )
}
