import { useLocale, useTranslations } from 'next-intl'
import { Money } from '@/components/data/money'
import type { DiscountLineView, QuoteLineView, TaxLineView } from '@/lib/domain/billing/view'
import { formatDate } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'

type Props = {
  lines: readonly QuoteLineView[]
  discounts?: readonly DiscountLineView[]
  tax: readonly TaxLineView[]
  subtotalMinor: bigint
  totalMinor: bigint
  currency: string
  timeZone: string
  /** The buyer's country is not known yet, and so neither is the tax. */
  isTaxOpen?: boolean
}

/** Parts per million as people read a rate: 150000 → "15%". */
export const rateText = (ratePpm: number): string => `${ratePpm / 10_000}%`

/** What is charged, line by line, with its tax and why. Figures stand under figures. */
export function PricedLines({ lines, discounts = [], tax, subtotalMinor, totalMinor, currency, timeZone, isTaxOpen = false }: Props) {
  const t = useTranslations('checkout')
  const locale = useLocale() as Locale
  // A period ends where the next begins: the last day people read is the one before.
  const lastDay = (end: Date): string => formatDate(new Date(end.getTime() - 1), locale, timeZone)
  return (
    <dl className="grid gap-3">
      {lines.map((line, index) => (
        <div key={index} className="flex justify-between gap-4">
          <dt className="min-w-0">
            <span className="block font-medium">{line.description[locale]}</span>
            {line.periodStart && line.periodEnd ? <span className="block text-text-2">{t('line', { start: formatDate(line.periodStart, locale, timeZone), end: lastDay(line.periodEnd) })}</span> : null}
          </dt>
          <dd><Money minor={line.amountMinor} currency={currency} /></dd>
        </div>
      ))}
      {discounts.map((one, index) => (
        <div key={index} className="flex justify-between gap-4"><dt><bdi>{one.name[locale]}</bdi></dt><dd><Money minor={-one.amountMinor} currency={currency} /></dd></div>
      ))}
      <div className="flex justify-between gap-4 border-t pt-3 text-text-2"><dt>{t('subtotal')}</dt><dd><Money minor={subtotalMinor} currency={currency} /></dd></div>
      {tax.map((one, index) => (
        <div key={index} className="flex justify-between gap-4 text-text-2">
          <dt>{t(one.isInclusive ? 'taxIncluded' : 'taxLine', { name: one.name[locale], rate: rateText(one.ratePpm) })}</dt>
          <dd><Money minor={one.amountMinor} currency={currency} /></dd>
        </div>
      ))}
      {tax.length === 0 ? <div className="text-text-2"><dt>{t(isTaxOpen ? 'taxOpen' : 'noTax')}</dt></div> : null}
      <div className="flex justify-between gap-4 border-t pt-3 font-semibold"><dt>{t('total')}</dt><dd><Money minor={totalMinor} currency={currency} /></dd></div>
    </dl>
  )
}
