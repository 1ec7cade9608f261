import { useTranslations } from 'next-intl'
import { EmptyState } from '@/components/data/empty-state'
import { Button } from '@/components/ui/button'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

export default function NotFound() {
  const t = useTranslations('layout')
  return (
    <main id="main" className="grid min-h-dvh place-items-center p-4">
      <EmptyState
        drawing="search" level="h1" title={t('notFoundTitle')} hint={t('notFoundBody')}
        action={<Button asChild look="primary"><Link href={routes.home()}>{t('notFoundHome')}</Link></Button>}
      />
    </main>
  )
}
