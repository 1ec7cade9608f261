import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Table, Td, Th } from '@/components/ui/table'
import { priceOf, type PlanView } from '@/lib/domain/catalog/view'
import { formatNumber } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { formatMoney } from '@/lib/kernel/money'

type Props = { plans: readonly PlanView[]; interval: 'month' | 'year'; currency: string }

/** Every limit of every plan, a row each. */
export function PlanComparison({ plans, interval, currency }: Props) {
  const t = useTranslations('catalog')
  const locale = useLocale() as Locale
  const number = (value: number | bigint): ReactNode => <bdi dir="ltr">{formatNumber(value)}</bdi>
  const rows: { label: string; cell: (plan: PlanView) => ReactNode }[] = [
    {
      label: t('row.price'),
      cell: (plan) => {
        const price = priceOf(plan, interval, currency)
        return price ? <bdi dir="ltr">{formatMoney({ minor: price.amountMinor, currency })}</bdi> : t('onRequest')
      },
    },
    { label: t('row.tokens'), cell: (plan) => number(plan.includedTokens) },
    { label: t('row.requests'), cell: (plan) => number(plan.requestsPerMinute) },
    { label: t('row.tokensPerMinute'), cell: (plan) => number(plan.tokensPerMinute) },
    { label: t('row.keys'), cell: (plan) => number(plan.maxKeys) },
    { label: t('row.instances'), cell: (plan) => number(plan.maxInstances) },
    { label: t('row.instanceSizes'), cell: (plan) => plan.instanceSizes.map((size) => size.name[locale]).join(t('listComma')) || '–' },
    { label: t('row.maxOutput'), cell: (plan) => number(plan.maxOutputTokens) },
    { label: t('row.models'), cell: (plan) => number(plan.models.length) },
    { label: t('row.past'), cell: (plan) => (plan.overage === 'allow' ? t('past.allow') : t('past.stop')) },
    { label: t('row.support'), cell: (plan) => (plan.supportHours === null ? t('support.community') : t('support.hours', { hours: plan.supportHours })) },
  ]
  return (
    <div tabIndex={0} role="region" aria-label={t('compare')} className="overflow-x-auto rounded-card border bg-surface">
      <Table>
        <caption className="sr-only">{t('compare')}</caption>
        <thead>
          <tr><Th>{t('limit')}</Th>{plans.map((plan) => <Th key={plan.id} align="end"><bdi>{plan.name[locale]}</bdi></Th>)}</tr>
        </thead>
        <tbody className="divide-y">
          {rows.map((row) => (
            <tr key={row.label}><Th scope="row" className="border-0">{row.label}</Th>{plans.map((plan) => <Td key={plan.id} align="end">{row.cell(plan)}</Td>)}</tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
