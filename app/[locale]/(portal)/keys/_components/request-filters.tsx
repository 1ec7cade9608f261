import { useLocale, useTranslations } from 'next-intl'
import { FilterChips, type FilterChip } from '@/components/data/filter-chips'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { ltr } from '@/lib/i18n/isolate'
import { getPathname } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

export const requestStatuses = ['ok', 'error', 'canceled'] as const
export type RequestQuery = { status: (typeof requestStatuses)[number] | undefined; model: string | undefined; from: string | undefined; to: string | undefined }

/** Filters of a key's requests: a form by GET, and what is in force as chips. Works without script. */
export function RequestFilters({ id, query, models }: { id: string; query: RequestQuery; models: readonly string[] }) {
  const [t, states, common] = [useTranslations('keys.requests'), useTranslations('status.request'), useTranslations('common')]
  const locale = useLocale()
  const valueOf = { status: query.status ? states(query.status) : '', model: ltr(query.model ?? ''), from: ltr(query.from ?? ''), to: ltr(query.to ?? '') }
  const chips: FilterChip[] = (['status', 'model', 'from', 'to'] as const).flatMap((key) =>
    query[key] === undefined ? [] : [{ key, label: t(key), value: valueOf[key], removeHref: routes.keyRequests(id, { ...query, [key]: undefined }) }])
  return (
    <div className="grid gap-3">
      <form key={JSON.stringify(query)} action={getPathname({ href: routes.keyRequests(id), locale })} className="flex flex-wrap items-end gap-3">
        <label className="grid gap-1 text-caption text-text-2">{t('status')}
          <Select name="status" defaultValue={query.status ?? ''}>
            <option value="">{common('all')}</option>
            {requestStatuses.map((status) => <option key={status} value={status}>{states(status)}</option>)}
          </Select>
        </label>
        <label className="grid gap-1 text-caption text-text-2">{t('model')}
          <Select name="model" defaultValue={query.model ?? ''}>
            <option value="">{common('all')}</option>
            {[...new Set([...models, ...(query.model ? [query.model] : [])])].map((slug) => <option key={slug} value={slug}>{slug}</option>)}
          </Select>
        </label>
        <label className="grid gap-1 text-caption text-text-2">{t('from')}<Input type="date" name="from" dir="ltr" defaultValue={query.from ?? ''} /></label>
        <label className="grid gap-1 text-caption text-text-2">{t('to')}<Input type="date" name="to" dir="ltr" defaultValue={query.to ?? ''} /></label>
        <Button type="submit">{common('apply')}</Button>
      </form>
      <FilterChips chips={chips} clearHref={routes.keyRequests(id)} />
    </div>
  )
}
