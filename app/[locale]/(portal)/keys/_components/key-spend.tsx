import { useTranslations } from 'next-intl'
import { LimitBar } from '@/components/data/limit-bar'
import { RelativeTime } from '@/components/data/relative-time'
import { picosOf, UsageCost } from '@/components/data/usage-cost'
import type { KeySpendView, SpendWindowView } from '@/lib/domain/usage/view'
import { formatPicos } from '@/lib/kernel/money'

/** The window that is nearest to its cap, or today when there is none. */
export function tightest(spend: KeySpendView): { window: 'day' | 'week' | 'month'; view: SpendWindowView } {
  const windows = (['day', 'week', 'month'] as const).map((window) => ({ window, view: spend[window] }))
  const share = ({ spent, cap }: SpendWindowView): number => (cap === null ? -1 : picosOf(cap) === 0n ? 1 : Number((picosOf(spent) * 1_000_000n) / picosOf(cap)))
  return windows.reduce((best, one) => (share(one.view) > share(best.view) ? one : best))
}

export const isOverCap = (spend: KeySpendView | undefined): boolean =>
  spend !== undefined && [spend.day, spend.week, spend.month].some(({ left }) => left !== null && picosOf(left) === 0n)

/** What was spent, of which cap, in one line for lists. */
export function SpendOfCap({ spend }: { spend: KeySpendView | undefined }) {
  const t = useTranslations('keys.spend')
  if (!spend) return null
  const { window, view } = tightest(spend)
  return (
    <span className="whitespace-nowrap">
      <bdi dir="ltr">{formatPicos(picosOf(view.spent), spend.currency)}{view.cap === null ? null : <span className="text-text-3"> / {formatPicos(picosOf(view.cap), spend.currency)}</span>}</bdi>
      {' '}<span className="text-text-3">{t(`of.${window}`)}</span>
    </span>
  )
}

/** The three windows as bars. */
export function SpendBars({ spend, now, timeZone }: { spend: KeySpendView; now: Date; timeZone: string }) {
  const t = useTranslations('keys.spend')
  return (
    <div className="grid gap-5 md:grid-cols-3">
      {(['day', 'week', 'month'] as const).map((window) => {
        const { spent, cap, resetsAt } = spend[window]
        return (
          <LimitBar
            key={window} label={t(window)} used={picosOf(spent)} limit={cap === null ? null : picosOf(cap)}
            usedText={<UsageCost decimal={spent} currency={spend.currency} />} limitText={cap === null ? undefined : <UsageCost decimal={cap} currency={spend.currency} />}
            note={<>{t('resets')} <RelativeTime at={resetsAt} now={now} timeZone={timeZone} /></>}
          />
        )
      })}
    </div>
  )
}
