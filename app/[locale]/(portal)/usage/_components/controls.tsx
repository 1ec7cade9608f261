import { useLocale, useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Segmented } from '@/components/ui/tabs'
import { dayOf } from '@/components/usage/zoned-day'
import { usageGroups, usagePeriods, usageSearch, type UsageQuery, type UsageWindow } from '@/components/usage/usage-query'
import { getPathname } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

type Props = { query: UsageQuery; window: UsageWindow; timeZone: string; now: Date }

/** Period and grouping; all of it is in the address. */
export function Controls({ query, window, timeZone, now }: Props) {
  const t = useTranslations('usage')
  const locale = useLocale()
  const today = dayOf(now, timeZone)
  // The days that are shown now, as the place to begin choosing others from.
  const [from, last] = [dayOf(window.from, timeZone), dayOf(new Date(window.to.getTime() - 1), timeZone)]
  const to = last < today ? last : today
  const href = (change: Partial<UsageQuery>): string => routes.usage() + usageSearch(query, change)
  const periods = usagePeriods.filter((period) => period !== 'custom' && period !== 'previous')
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
      <Segmented label={t('period.label')} options={periods.map((period) => ({ href: href({ period }), label: t(`period.${period}`), isCurrent: query.period === period }))} />
      <Segmented label={t('group.label')} options={usageGroups.map((group) => ({ href: href({ group }), label: t(`group.${group}`), isCurrent: query.group === group }))} />
      <form action={getPathname({ href: routes.usage(), locale })} className="flex flex-wrap items-end gap-2">
        {([['period', 'custom'], ['group', query.group], ['figure', query.figure], ['view', query.view]] as const).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
        <label className="grid gap-1 text-caption text-text-2">{t('from')}<Input type="date" key={from} name="from" required defaultValue={from} max={today} /></label>
        <label className="grid gap-1 text-caption text-text-2">{t('to')}<Input type="date" key={to} name="to" required defaultValue={to} max={today} /></label>
        <Button type="submit">{t('apply')}</Button>
      </form>
    </div>
  )
}
