import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import type { Area } from './areas'

/** The areas of the API; beside the text on wide screens. */
export function AreaNav({ areas, current }: { areas: readonly Area[]; current?: string }) {
  const t = useTranslations('apiDocs')
  return (
    <nav aria-label={t('contents')}>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 lg:sticky lg:top-6 lg:grid lg:gap-1.5">
        <li><Link href={routes.clientDocs()} className="inline-flex min-h-6 items-center text-text-2 hover:text-text hover:underline">{t('clients')}</Link></li>
        {areas.map((area) => (
          <li key={area.id}>
            <Link href={routes.apiArea(area.id)} aria-current={area.id === current ? 'page' : undefined} className={clsx('inline-flex min-h-6 items-center hover:text-text hover:underline', area.id === current ? 'font-medium text-text' : 'text-text-2')}>
              <bdi lang="en">{area.name}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
