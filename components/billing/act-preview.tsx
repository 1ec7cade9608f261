import { useLocale, useTranslations } from 'next-intl'
import { Money } from '@/components/data/money'
import type { ActPreviewView } from '@/lib/domain/billing/subscriptions/view'
import { formatDate } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { formatMoney } from '@/lib/kernel/money'
import { PricedLines } from './priced-lines'

type Props = { preview: ActPreviewView; timeZone: string; isFewer?: boolean }

/** What an act does, in plain words, and what it costs or gives back, line by line. */
export function ActPreview({ preview, timeZone, isFewer = false }: Props) {
  const [t, checkout] = [useTranslations('billing.manage'), useTranslations('checkout')]
  const { currency, dueTodayMinor, creditMinor, lines } = preview
  // The line that moves it to the wallet is before tax; what is added is with it.
  const taxBackMinor = dueTodayMinor > 0n ? 0n : creditMinor - lines.reduce((sum, line) => sum + (line.kind === 'credit' ? line.amountMinor : 0n), 0n)
  return (
    <div className="grid gap-5">
      <Words preview={preview} timeZone={timeZone} isFewer={isFewer} />
      {lines.length > 0 ? <PricedLines {...preview} timeZone={timeZone} /> : null}
      <div className="flex flex-wrap items-baseline justify-between gap-3 rounded-control bg-sunken p-4">
        <span className="font-medium">{dueTodayMinor > 0n ? checkout('dueToday') : creditMinor > 0n ? t('change.credit') : t('change.none')}</span>
        {dueTodayMinor > 0n || creditMinor > 0n ? <Money minor={dueTodayMinor > 0n ? dueTodayMinor : creditMinor} currency={currency} className="figure-type" /> : null}
        {taxBackMinor > 0n ? <p className="w-full text-text-2">{t('change.creditTax', { tax: ltr(formatMoney({ minor: taxBackMinor, currency })) })}</p> : null}
      </div>
    </div>
  )
}

/** One sentence for each thing that follows. */
function Words({ preview, timeZone, isFewer }: Required<Props>) {
  const t = useTranslations('billing.manage.says')
  const locale = useLocale() as Locale
  const { timing, currency, dueTodayMinor, creditMinor, nextChargeAt, nextChargeMinor, effectiveAt, periodEnd } = preview
  const plan = isolated(preview.planName[locale])
  const money = (minor: bigint): string => ltr(formatMoney({ minor, currency }))
  const day = (at: Date): string => formatDate(at, locale, timeZone)
  const isPart = preview.lines.some(({ kind, amountMinor }) => kind === 'proration' && amountMinor > 0n)
  const words = {
    undo: [t('undo')],
    free: [t('free', { plan })],
    period_end: [t('later', { date: day(effectiveAt) }), t('laterPrice', { amount: money(nextChargeMinor) }), ...(isFewer ? [t('fewer')] : [])],
    now: [
      ...(preview.act === 'change' || preview.act === 'resume' ? [dueTodayMinor > 0n ? t('now', { plan }) : t('nowFree', { plan }), isPart ? t('part') : t('anew', { date: day(periodEnd) })] : []),
      ...(dueTodayMinor > 0n ? [t('unpaid')] : []), ...(creditMinor > 0n ? [t('credit', { amount: money(creditMinor) })] : []),
    ],
  }[timing]
  const next = nextChargeAt ? [t('next', { amount: money(nextChargeMinor), date: day(nextChargeAt) })] : [t('noNext')]
  return <ul className="grid list-disc gap-1 ps-5 text-text-2">{[...words, ...(timing === 'period_end' ? [] : next)].map((one) => <li key={one}>{one}</li>)}</ul>
}
