import type { Locale } from './locale'

/** Never bare "ar": Latin digits and the Gregorian calendar are stated, so that server and browser agree. */
export const formatLocale = (locale: Locale): string => (locale === 'ar' ? 'ar-u-nu-latn-ca-gregory' : 'en-GB')

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: Locale, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${timeZone}|${JSON.stringify(options)}`
  const known = formats.get(key) ?? new Intl.DateTimeFormat(formatLocale(locale), { ...options, timeZone })
  formats.set(key, known)
  return known
}

/** "18 Aug 2026" / «18 أغسطس 2026» in the reader's zone. */
export const formatDate = (instant: Date, locale: Locale, timeZone: string): string =>
  dateFormat(locale, timeZone, { day: 'numeric', month: locale === 'ar' ? 'long' : 'short', year: 'numeric' }).format(instant)

/** "14:05" in the reader's zone. */
export const formatTime = (instant: Date, locale: Locale, timeZone: string): string => dateFormat(locale, timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant)

/** "18 Aug 2026, 14:05" / «18 أغسطس 2026، 14:05». */
export const formatDateTime = (instant: Date, locale: Locale, timeZone: string): string =>
  `${formatDate(instant, locale, timeZone)}${locale === 'ar' ? '،' : ','} ${formatTime(instant, locale, timeZone)}`

/** "18 Aug" for axes and short labels. */
export const formatDay = (instant: Date, locale: Locale, timeZone: string): string =>
  dateFormat(locale, timeZone, { day: 'numeric', month: locale === 'ar' ? 'long' : 'short' }).format(instant)

/** 1,234.5 in both languages. */
export const formatNumber = (value: number | bigint): string => new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 }).format(value)

/** 1.2K, 3.4M: for axes and cramped places; the exact value stands beside or behind it. */
export const formatCompact = (value: number | bigint): string => new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }).format(value)

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** 268435456 → "256 MiB"; the unit before the number grows past 1024. */
export function formatBytes(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)))
  return `${new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 }).format(bytes / 1024 ** power)} ${byteUnits[power]}`
}

/** 0.453 → "45.3%". */
export const formatPercent = (share: number): string => new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 }).format(share)

const units: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]]

/** "3 hours ago" / «قبل 3 ساعات»; for less than a day, further away the absolute date says more. */
export function formatRelative(instant: Date, now: Date, locale: Locale): string {
  const seconds = Math.round((instant.getTime() - now.getTime()) / 1000)
  const format = new Intl.RelativeTimeFormat(formatLocale(locale), { numeric: 'auto' })
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second' as const, 1]
  // Unicode's Arabic has the word without its nunation.
  return format.format(Math.trunc(seconds / size), unit).replace('ثوانِ', 'ثوانٍ')
}
