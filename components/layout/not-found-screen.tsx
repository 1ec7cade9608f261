import { useTranslations } from 'next-intl'
import { EmptyState } from '@/components/data/empty-state'
import { Button } from '@/components/ui/button'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

/** What a `not-found.tsx` inside a shell shows; another account's id looks the same as a missing one. */
export function NotFoundScreen({ home = routes.home() }: { home?: string }) {
  const t = useTranslations('layout')
  return (
    <EmptyState
      drawing="search" level="h1" title={t('notFoundTitle')} hint={t('notFoundBody')}
      action={<Button asChild look="primary"><Link href={home}>{t('notFoundHome')}</Link></Button>}
    />
  )
}
