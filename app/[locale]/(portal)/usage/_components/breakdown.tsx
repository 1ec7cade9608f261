import { useTranslations } from 'next-intl'
import { BarTrack } from '@/components/data/bar-track'
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
                {/* A share is no limit: it never turns into a warning. */}
                {isStackable(figure) ? <BarTrack percent={part * 100} /> : null}
              </li>
            )
          })}
        </ul>
      </CardBody>
    </Card>
  )
}
