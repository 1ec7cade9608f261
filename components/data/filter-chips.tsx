import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Icon } from '@/components/ui/dir-icon'
import { Link } from '@/lib/i18n/navigation'

export type FilterChip = { key: string; label: ReactNode; value: ReactNode; removeHref: string }

/** The filters in force, each with ×, and Clear. All of it is links, since the state is the URL. */
export function FilterChips({ chips, clearHref }: { chips: readonly FilterChip[]; clearHref: string }) {
  const t = useTranslations('common')
  if (chips.length === 0) return null
  return (
    <ul className="flex flex-wrap items-center gap-2">
      {chips.map((chip) => (
        <li key={chip.key} className="inline-flex min-h-8 items-center gap-1.5 rounded-control border bg-surface ps-2.5 pe-1">
          <span className="text-text-2">{chip.label}</span><bdi className="font-medium">{chip.value}</bdi>
          <Link href={chip.removeHref} aria-label={t('remove')} className="grid size-6 place-items-center rounded-badge text-text-2 hover:bg-sunken hover:text-text"><Icon icon={X} /></Link>
        </li>
      ))}
      <li><Link href={clearHref} className="link px-1">{t('clear')}</Link></li>
    </ul>
  )
}
