import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Link } from '@/lib/i18n/navigation'
import { DirIcon } from './dir-icon'

export type Crumb = { label: ReactNode; href: string }

/** The way here: `Area / List /`; the object itself is the h1 that follows. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useTranslations('common')
  return (
    <nav aria-label={t('breadcrumbs')}>
      <ol className="flex flex-wrap items-center gap-1 text-text-2">
        {crumbs.map((crumb) => (
          <li key={crumb.href} className="flex items-center gap-1">
            <Link href={crumb.href} className="hover:text-text hover:underline">{crumb.label}</Link>
            <DirIcon icon={ChevronRight} className="text-text-3" />
          </li>
        ))}
      </ol>
    </nav>
  )
}
