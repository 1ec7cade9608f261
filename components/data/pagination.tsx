import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { DirIcon } from '@/components/ui/dir-icon'
import { Link } from '@/lib/i18n/navigation'

type Props = {
  /** Addresses from lib/routes with the cursor in the query; absent when there is no such page. */
  previousHref?: string | undefined
  nextHref?: string | undefined
}

/** Previous and Next of a cursor list; nothing when the list fits one page. */
export function Pagination({ previousHref, nextHref }: Props) {
  const t = useTranslations()
  if (!previousHref && !nextHref) return null
  return (
    <nav aria-label={t('data.pages')} className="flex items-center justify-end gap-2">
      {previousHref ? <Button asChild size="sm"><Link href={previousHref}><DirIcon icon={ChevronLeft} />{t('common.previous')}</Link></Button> : null}
      {nextHref ? <Button asChild size="sm"><Link href={nextHref}>{t('common.next')}<DirIcon icon={ChevronRight} /></Link></Button> : null}
    </nav>
  )
}
