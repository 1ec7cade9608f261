import { Search } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { Input } from '@/components/ui/input'
import { Segmented, type LinkTab } from '@/components/ui/tabs'

type Props = {
  /** What is searched, as the field's name; absent leaves the search out. */
  searchLabel?: string
  q?: string | undefined
  /** Other parameters that a new search keeps. */
  keep?: Record<string, string | undefined>
  filterLabel: string
  filters: LinkTab[]
  children?: ReactNode
}

/** Search and status of a list. The search is a plain GET form, the statuses are links: all state is the address. */
export async function ListToolbar({ searchLabel, q, keep = {}, filterLabel, filters, children }: Props) {
  const t = await getTranslations('common')
  return (
    <div className="flex flex-wrap items-center gap-3">
      {searchLabel ? (
        <form role="search" className="flex w-full items-center gap-2 sm:w-auto sm:max-w-form sm:min-w-72 sm:flex-1">
          {Object.entries(keep).map(([name, value]) => (value ? <input key={name} type="hidden" name={name} value={value} /> : null))}
          <Input type="search" name="q" defaultValue={q} aria-label={searchLabel} placeholder={searchLabel} />
          <Button type="submit"><Icon icon={Search} />{t('search')}</Button>
        </form>
      ) : null}
      {filters.length > 0 ? <Segmented label={filterLabel} options={filters} /> : null}
      {children}
    </div>
  )
}
