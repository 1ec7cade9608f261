import { useTranslations } from 'next-intl'
import { DateTime } from '@/components/data/date-time'

type Props = { startsAt: Date; endsAt: Date; now: Date; isEnding: boolean; timeZone: string }

/** The period as one line: where it began, where today is, where it renews or ends. Grows from the start edge. */
export function PeriodBar({ startsAt, endsAt, now, isEnding, timeZone }: Props) {
  const t = useTranslations('billing.subscription')
  const span = endsAt.getTime() - startsAt.getTime()
  const percent = Math.min(100, Math.max(0, ((now.getTime() - startsAt.getTime()) / span) * 100))
  return (
    <div className="grid gap-1.5">
      <svg width="100%" height={12} aria-hidden="true" className="block rtl:-scale-x-100">
        <rect y={4} width="100%" height={4} rx={2} className="fill-neutral-tint" />
        <rect y={4} width={`${percent}%`} height={4} rx={2} className="fill-accent" />
        <circle cx={`${Math.min(99, Math.max(1, percent))}%`} cy={6} r={5} className="fill-accent" />
      </svg>
      <div className="flex justify-between gap-4 text-caption text-text-2">
        <span>{t('start')} · <DateTime at={startsAt} timeZone={timeZone} show="date" /></span>
        <span className="text-end">{isEnding ? t('end') : t('renewal')} · <DateTime at={endsAt} timeZone={timeZone} show="date" /></span>
      </div>
    </div>
  )
}
