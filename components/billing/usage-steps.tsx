import { useTranslations } from 'next-intl'
import type { UsageStepsView } from '@/lib/domain/catalog/view'
import { formatNumber, formatPercent } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney, formatPicos } from '@/lib/kernel/money'

type Step = UsageStepsView['steps'][number]
type Props = { usage: UsageStepsView; limit: string; currency: string }

/** What usage past the allowance costs where a plan prices it in steps: each step with its end and its price. */
export function UsageSteps({ usage: { mode, basis, steps }, limit, currency }: Props) {
  const t = useTranslations('catalog.steps')
  const amount = (minor: bigint) => ltr(formatMoney({ minor, currency }))
  const units = (count: bigint) => (basis === 'tokens' ? t('tokens', { count: ltr(formatNumber(count)) }) : t('value', { amount: ltr(formatPicos(count, currency)) }))
  const endOf = (upTo: bigint | null, isOnly: boolean) => (upTo !== null ? t('upTo', { units: units(upTo) }) : t(isOnly ? 'all' : 'above'))
  const priceOf = ({ packageSize, packageMinor, ratePpm, microsPerMillion }: Step): string => {
    if (packageSize !== null) return t('package', { amount: amount(packageMinor ?? 0n), units: units(packageSize) })
    return ratePpm !== null ? t('share', { percent: ltr(formatPercent(ratePpm / 1_000_000)) }) : t('million', { amount: ltr(formatPicos((microsPerMillion ?? 0n) * 1_000_000n, currency)) })
  }
  return (
    <div className="grid gap-1 text-text-2">
      <p>{t(`lead.${mode}`, { limit })}</p>
      <ul className="grid gap-1">
        {steps.map((step, at) => (
          <li key={at} className="flex flex-wrap justify-between gap-x-3">
            <span>{endOf(step.upTo, steps.length === 1)}</span>
            <span className="font-medium text-text">{priceOf(step)}{step.flatMinor > 0n ? ` ${t('flat', { amount: amount(step.flatMinor) })}` : ''}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
