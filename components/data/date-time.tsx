import { useLocale, useTranslations } from 'next-intl'
import { formatDate, formatDateTime } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'

type Props = {
  /** Absent shows a dash that screen readers hear as "none". */
  at: Date | string | null | undefined
  /** The client's zone (profile.timeZone). */
  timeZone: string
  /** `date` leaves the time off. */
  show?: 'dateTime' | 'date'
  className?: string
}

/** "18 Aug 2026, 14:05" in the client's zone; the zone and UTC stand in the title. No JavaScript. */
export function DateTime({ at, timeZone, show = 'dateTime', className }: Props) {
  const locale = useLocale() as Locale
  if (!at) return <NoValue />
  const instant = new Date(at)
  const utc = instant.toISOString().slice(0, 16).replace('T', ' ')
  return (
    <time dateTime={instant.toISOString()} title={`${formatDateTime(instant, locale, timeZone)} (${timeZone}) · ${utc} UTC`} className={className}>
      {show === 'date' ? formatDate(instant, locale, timeZone) : formatDateTime(instant, locale, timeZone)}
    </time>
  )
}

/** "—", spoken as "none". */
export function NoValue() {
  const t = useTranslations('data')
  return <span><span aria-hidden="true" className="text-text-3">—</span><span className="sr-only">{t('none')}</span></span>
}
