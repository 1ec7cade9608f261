import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { priceOf, spendLimitOf, type SoldPlanView } from '@/lib/domain/catalog/view'
import type { Locale } from '@/lib/i18n/locale'
import { formatNumber } from '@/lib/i18n/format'
import { UsageSteps } from './usage-steps'

type Props = { plan: SoldPlanView; interval: 'month' | 'year'; currency: string; isCurrent: boolean; action: ReactNode }

/** One plan: price, five limits in one order, and what happens past the allowance. */
export function PlanCard({ plan, interval, currency, isCurrent, action }: Props) {
  const t = useTranslations('catalog')
  const locale = useLocale() as Locale
  const price = priceOf(plan, interval, currency)
  const limit = ltr(formatMoney({ minor: spendLimitOf(plan, currency), currency }))
  return (
    <Card className="grid content-start gap-4 p-5">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-h2 font-semibold"><bdi>{plan.name[locale]}</bdi></h2>
        {isCurrent ? <Badge tone="info">{t('current')}</Badge> : null}
      </div>
      <p className="text-text-2">{plan.description[locale]}</p>
      {price ? (
        <p className="flex items-baseline gap-1.5"><bdi dir="ltr" className="figure-type">{ltr(formatMoney({ minor: price.amountMinor, currency }))}</bdi><span className="text-text-2">{interval === 'year' ? t('perYear') : t('perMonth')}</span>{price.isOwn ? <Badge tone="success">{t('ownPrice')}</Badge> : null}</p>
      ) : <p className="text-h2 font-semibold">{t('onRequest')}</p>}
      {action}
      {price ? (
        <>
          <p className="font-medium">{t('includes', { tokens: formatNumber(plan.includedTokens) })}</p>
          <ul className="grid gap-1 text-text-2">
            <Limit label={t('row.requests')} value={formatNumber(plan.requestsPerMinute)} />
            <Limit label={t('row.tokensPerMinute')} value={formatNumber(plan.tokensPerMinute)} />
            <Limit label={t('row.keys')} value={formatNumber(plan.maxKeys)} />
            <Limit label={t('row.instances')} value={formatNumber(plan.maxInstances)} />
            <Limit label={t('row.models')} value={formatNumber(plan.models.length)} />
          </ul>
          {plan.overage === 'allow' && plan.usageSteps ? <UsageSteps usage={plan.usageSteps} limit={limit} currency={currency} /> : <p className="text-text-2">{plan.overage === 'allow' ? t('overage.allow', { limit }) : t('overage.stop')}</p>}
          {plan.minimumCommitmentMinor ? <p className="text-text-2">{t('commitment', { amount: ltr(formatMoney({ minor: plan.minimumCommitmentMinor, currency })) })}</p> : null}
        </>
      ) : <p className="text-text-2">{t('askHint')}</p>}
    </Card>
  )
}

function Limit({ label, value }: { label: string; value: string }) {
  return <li className="flex justify-between gap-3"><span>{label}</span><bdi dir="ltr" className="font-medium text-text">{value}</bdi></li>
}
