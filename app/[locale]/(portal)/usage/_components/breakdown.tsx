import { useTranslations } from 'next-intl'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { UsageQuery } from '@/components/usage/usage-query'
import { figureNumber, figureText, isStackable, type UsageShape } from '@/components/usage/usage-series'
import { formatPercent } from '@/lib/i18n/format'

type Props = { query: UsageQuery; shape: UsageShape; nameOf: (group: string | null) => string; currency: string }

/** The groups ranked, each with its share as a bar. */
export function Breakdown({ query, shape, nameOf, currency }: Props) {
  const t = useTranslations('usage')
  const { figure, group } = query
  if (group === 'none') return null
  const whole = figureNumber(shape.total, figure)
  const share = (value: number): number => (whole > 0 && isStackable(figure) ? value / whole : 0)
  return (
    <Card>
      <CardHeader title={t(`ranked.title.${group}`)} />
      <CardBody>
        <ul className="grid gap-4">
          {shape.series.map((series, i) => {
            const part = share(figureNumber(series.total, figure))
            return (
              <li key={i} className="grid gap-1">
                <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                  <bdi className="min-w-0 font-medium wrap-anywhere">{nameOf(series.group)}</bdi>
                  <span className="flex gap-3">
                    <bdi dir="ltr">{figureText(series.total, figure, currency)}</bdi>
                    {isStackable(figure) ? <bdi dir="ltr" className="text-text-3">{formatPercent(part)}</bdi> : null}
                  </span>
                </div>
                {isStackable(figure) ? <ShareBar percent={part * 100} /> : null}
              </li>
            )
          })}
        </ul>
      </CardBody>
    </Card>
  )
}

/** A share is no limit: it never turns into a warning. */
function ShareBar({ percent }: { percent: number }) {
  return (
    <svg width="100%" height={6} aria-hidden="true" className="block rtl:-scale-x-100">
      <rect width="100%" height={6} rx={2} className="fill-neutral-tint" />
      <rect width={`${percent}%`} height={6} rx={2} className="fill-accent" />
    </svg>
  )
}
