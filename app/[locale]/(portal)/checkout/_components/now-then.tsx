import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Money } from '@/components/data/money'
import { Card } from '@/components/ui/card'
import { priceOf, type PlanView } from '@/lib/domain/catalog/view'
import { formatNumber } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'

type Props = { now: PlanView | undefined; plan: PlanView; interval: 'month' | 'year'; currency: string }

/** The plan of today beside the one to come: what is gained and lost, limit by limit. */
export function NowThen({ now, plan, interval, currency }: Props) {
  const t = useTranslations('checkout')
  return (
    <div className="grid items-center gap-3 sm:grid-cols-2">
      <Side label={t('now')} plan={now} interval="month" currency={currency} />
      <Side label={t('then')} plan={plan} interval={interval} currency={currency} />
    </div>
  )
}

function Side({ label, plan, interval, currency }: { label: string; plan: PlanView | undefined; interval: 'month' | 'year'; currency: string }) {
  const [t, catalog] = [useTranslations('checkout'), useTranslations('catalog')]
  const locale = useLocale() as Locale
  const price = plan && priceOf(plan, interval, currency)
  const rows: [string, ReactNode][] = plan ? [
    [t('price'), price ? <Money key="price" minor={price.amountMinor} currency={currency} /> : catalog('onRequest')],
    [t('tokens'), <bdi key="tokens" dir="ltr">{formatNumber(plan.includedTokens)}</bdi>],
    [t('requests'), <bdi key="requests" dir="ltr">{formatNumber(plan.requestsPerMinute)}</bdi>],
    [t('keys'), <bdi key="keys" dir="ltr">{formatNumber(plan.maxKeys)}</bdi>],
    [t('past'), catalog(`past.${plan.overage}`)],
  ] : []
  return (
    <Card className="h-full p-4">
      <p className="text-caption text-text-3">{label}</p>
      <p className="text-h2 font-semibold">{plan ? t('plan', { plan: plan.name[locale], interval }) : t('noPlan')}</p>
      <dl className="mt-2 grid gap-1">
        {rows.map(([name, value]) => <div key={name} className="flex justify-between gap-3"><dt className="text-text-2">{name}</dt><dd className="text-end font-medium">{value}</dd></div>)}
      </dl>
    </Card>
  )
}
