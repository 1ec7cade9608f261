import { useLocale } from 'next-intl'
import { formatDateTime, formatRelative } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { DateTime } from './date-time'

type Props = { at: Date | string | null | undefined; now: Date; timeZone: string; className?: string }

const dayMs = 86_400_000

/** "3 hours ago" within a day of `now` (pass ctx.clock.now()), the date beyond it. No JavaScript. */
export function RelativeTime({ at, now, timeZone, className }: Props) {
  const locale = useLocale() as Locale
  const instant = at ? new Date(at) : undefined
  if (!instant || Math.abs(instant.getTime() - now.getTime()) >= dayMs) {
    return <DateTime at={at} timeZone={timeZone} {...(className ? { className } : {})} />
  }
  return (
    <time dateTime={instant.toISOString()} title={`${formatDateTime(instant, locale, timeZone)} (${timeZone})`} className={className}>
      {formatRelative(instant, now, locale)}
    </time>
  )
}
