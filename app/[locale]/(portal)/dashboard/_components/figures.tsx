import { useLocale, useTranslations } from 'next-intl'
import { FigureCard } from '@/components/data/figure-card'
import { LimitTrack } from '@/components/data/limit-bar'
import { Money } from '@/components/data/money'
import { Sparkline } from '@/components/data/sparkline'
import { UsageCost } from '@/components/data/usage-cost'
import type { DashboardView } from '@/lib/domain/portal/view'
import { formatCompact, formatDate, formatNumber, formatPercent } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { formatMoney, formatPicos } from '@/lib/kernel/money'
import { parsePicos, picosToMoney } from '@/lib/kernel/rate'
import { routes } from '@/lib/routes'

type Props = { view: DashboardView; timeZone: string }

/** The four figures of the first row. */
export function Figures({ view, timeZone }: Props) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      <Spend view={view} timeZone={timeZone} />
      <Tokens view={view} timeZone={timeZone} />
      <Requests view={view} />
      <NextCharge view={view} timeZone={timeZone} />
    </div>
  )
}

function Spend({ view: { period }, timeZone }: Props) {
  const t = useTranslations('dashboard.spend')
  const locale = useLocale() as Locale
  if (!period) return <FigureCard label={t('title')} value="—" />
  const [billed, limit] = [parsePicos(period.billed) ?? 0n, parsePicos(period.spendLimit) ?? 0n]
  const money = (picos: bigint): string => ltr(formatMoney(picosToMoney(picos, period.currency)))
  const note = [
    limit > 0n ? t('ofLimit', { limit: money(limit) }) : t('noLimit'),
    period.forecast && billed > 0n ? t('forecast', { amount: money(parsePicos(period.forecast) ?? 0n), date: formatDate(period.endsAt, locale, timeZone) }) : null,
    t('within', { amount: ltr(formatPicos(parsePicos(period.cost) ?? 0n, period.currency)) }),
  ]
  return (
    <FigureCard label={t('title')} value={<UsageCost decimal={period.billed} currency={period.currency} />} note={note.filter(Boolean).map((one, i) => <span key={i} className="block">{one}</span>)} href={routes.usage({ period: 'current' })}>
      {limit > 0n ? <LimitTrack percent={Number((billed * 1000n) / limit) / 10} /> : null}
    </FigureCard>
  )
}

function Tokens({ view: { period }, timeZone }: Props) {
  const t = useTranslations('dashboard.tokens')
  const locale = useLocale() as Locale
  if (!period || period.includedTokens === 0n) return <FigureCard label={t('title')} value="—" note={t('none')} />
  const percent = Number((period.usedTokens * 1000n) / period.includedTokens) / 10
  return (
    <FigureCard
      label={t('title')} value={<bdi dir="ltr">{formatCompact(period.usedTokens)} / {formatCompact(period.includedTokens)}</bdi>}
      note={t('resets', { date: formatDate(period.endsAt, locale, timeZone) })}
    >
      <LimitTrack percent={percent} />
    </FigureCard>
  )
}

function Requests({ view: { lastSevenDays } }: Pick<Props, 'view'>) {
  const t = useTranslations('dashboard.requests')
  const { requests, errors, perDay } = lastSevenDays
  return (
    <FigureCard
      label={t('title')} value={formatNumber(requests)} href={routes.usage({ period: '7d', figure: 'requests' })}
      note={requests === 0 ? t('none') : t('success', { percent: ltr(formatPercent((requests - errors) / requests)) })}
    >
      <Sparkline values={perDay} label={t('trend', { values: ltr(perDay.join(', ')) })} />
    </FigureCard>
  )
}

function NextCharge({ view: { nextCharge, wallet, plan }, timeZone }: Props) {
  const t = useTranslations('dashboard.nextCharge')
  const locale = useLocale() as Locale
  const day = (instant: Date): string => formatDate(instant, locale, timeZone)
  const lines = [
    nextCharge ? t('on', { date: day(nextCharge.at) }) : plan?.cancelAtPeriodEnd && plan.periodEnd ? t('ends', { date: day(plan.periodEnd) }) : t('none'),
    nextCharge && plan ? t('beforeTax', { plan: isolated(plan.name[locale]) }) : null,
    wallet && wallet.availableMinor > 0n ? t('wallet', { amount: ltr(formatMoney({ minor: wallet.availableMinor, currency: wallet.currency })) }) : null,
  ]
  return (
    <FigureCard
      label={t('title')} href={routes.billing()} value={nextCharge ? <Money minor={nextCharge.amountMinor} currency={nextCharge.currency} /> : '—'}
      note={lines.filter(Boolean).map((one, i) => <span key={i} className="block">{one}</span>)}
    />
  )
}
